package io.millrace.processor.catalog;

import io.millrace.api.contract.StreamSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The streams that SQL may read. */
public interface KnownStreams {
    /**
     * The stream under its active contract.
     *
     * @throws io.millrace.kernel.MillraceException where an unknown name cannot be asked for
     */
    Optional<StreamSchema> find(String name);

    /** Names of known streams, for hints. */
    Collection<String> names();

    /** Just these, whose names differ. */
    static KnownStreams of(Collection<StreamSchema> streams) {
        Map<String, StreamSchema> byName = streams.stream().collect(Collectors.toMap(StreamSchema::stream, s -> s));
        return new KnownStreams() {
            @Override
            public Optional<StreamSchema> find(String name) {
                return Optional.ofNullable(byName.get(name));
            }

            @Override
            public Collection<String> names() {
                return List.copyOf(byName.keySet());
            }
        };
    }
}
