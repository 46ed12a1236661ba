package io.millrace.registry.schema;

import io.millrace.api.contract.StreamSchema;
import io.millrace.registry.compatibility.CompatibilityMode;

/**
 * A stream that a contract describes.
 *
 * @param schema without a topic id
 * @param compatibility what may differ from the version before
 * @param pointer of its schema object in the document
 */
public record CompiledStream(StreamSchema schema, CompatibilityMode compatibility, String pointer) {}
