/** API keys, kept by contract-registry-service and asked for by the gateway. */
@NullMarked
package io.millrace.api.identity;

import org.jspecify.annotations.NullMarked;
