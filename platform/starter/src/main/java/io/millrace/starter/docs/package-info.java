/** What the OpenAPI documents of all services have in common. */
@NullMarked
package io.millrace.starter.docs;

import org.jspecify.annotations.NullMarked;
