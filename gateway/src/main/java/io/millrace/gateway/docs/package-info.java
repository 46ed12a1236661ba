/** One OpenAPI document and one page for all services. */
@NullMarked
package io.millrace.gateway.docs;

import org.jspecify.annotations.NullMarked;
