/** API keys: made and revoked by administrators, shown once, kept as hashes, asked for by the gateway. */
@NullMarked
package io.millrace.registry.apikey;

import org.jspecify.annotations.NullMarked;
