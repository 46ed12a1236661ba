package io.millrace.processor.catalog;

import io.millrace.api.contract.StreamSchema;
import java.util.Collection;
import java.util.Optional;

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
}
