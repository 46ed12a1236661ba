package io.millrace.registry.catalog;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import java.util.List;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The streams under active contracts. */
@Component
class Streams {
    private final StreamEntries entries;
    private final JsonMapper json;

    Streams(StreamEntries entries, JsonMapper json) {
        this.entries = entries;
        this.json = json;
    }

    /** @throws MillraceException with {@link CommonError#NOT_FOUND} where no active contract describes it */
    StreamSchema stream(String name) {
        return entries.findById(name)
                .filter(StreamEntry::isActive)
                .map(this::schema)
                .orElseThrow(() -> new MillraceException(
                        CommonError.NOT_FOUND,
                        "No active contract describes a stream '" + name
                                + "'. GET /api/streams lists those there are; PUT /api/contracts/{id} makes one."));
    }

    /** By name. */
    List<StreamSchema> after(String name, int limit) {
        return entries.findByActiveTrueAndNameGreaterThanOrderByName(name, Limit.of(limit)).stream()
                .map(this::schema)
                .toList();
    }

    StreamSchema schema(StreamEntry entry) {
        return json.readValue(entry.schemaJson(), StreamSchema.class);
    }
}
