/** What a request is called, and who changed what. */
@NullMarked
package io.millrace.gateway.audit;

import org.jspecify.annotations.NullMarked;
