package io.millrace.processor.replay;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A piece of SQL in two dialects.
 *
 * @param ours as Millrace reads it
 * @param theirs the same for DuckDB
 */
record Sql(String ours, String theirs) {
    static Sql of(String both) {
        return new Sql(both, both);
    }

    /** @param template with %s for each part */
    static Sql of(String template, Sql... parts) {
        return new Sql(template, template).with(parts);
    }

    /** Templates whose %s, or %1$s where the order differs, are the parts. */
    Sql with(Sql... parts) {
        return new Sql(
                String.format(ours, Arrays.stream(parts).map(Sql::ours).toArray()),
                String.format(theirs, Arrays.stream(parts).map(Sql::theirs).toArray()));
    }

    static Sql joined(String separator, Collection<Sql> parts) {
        return new Sql(
                parts.stream().map(Sql::ours).collect(Collectors.joining(separator)),
                parts.stream().map(Sql::theirs).collect(Collectors.joining(separator)));
    }

    static Sql list(List<Sql> parts) {
        return joined(", ", parts);
    }
}
