/** What contract-registry-service promises: contracts, the streams they describe, and the compacted topic millrace.contracts. */
@NullMarked
package io.millrace.api.contract;

import org.jspecify.annotations.NullMarked;
