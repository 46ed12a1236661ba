package io.millrace.processor.plan;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles one statement of every form: Calcite and the code generator take seconds the first time. */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String SQL = """
            CREATE MATERIALIZED VIEW warm_up WITH (retention = '1 day') AS
            SELECT window_start, UPPER(name) AS name, COUNT(*) AS n, SUM(size) / 2 AS total, AVG(CAST(size AS DOUBLE)) AS mean
            FROM TABLE(TUMBLE(TABLE warm, DESCRIPTOR(happened_at), INTERVAL '1' HOUR))
            WHERE size > 1 AND name LIKE 'a%'
            GROUP BY window_start, window_end, UPPER(name)
            HAVING COUNT(*) > 1
            """;

    private WarmUp() {}

    /** Takes a few seconds of CPU; never fails. */
    public static void run() {
        StreamSchema stream = new StreamSchema(
                "warm",
                "warm",
                new UUID(0, 0),
                "warm",
                "1.0.0",
                1,
                List.of(
                        ColumnSchema.of("name", ColumnType.STRING, true, 1),
                        ColumnSchema.of("happened_at", ColumnType.TIMESTAMP, true, 0),
                        ColumnSchema.of("size", ColumnType.LONG, false, 0)),
                "happened_at",
                0,
                false,
                -1);
        try {
            new CompileView(KnownStreams.of(List.of(stream)), Namespace.NONE).compile(SQL);
        } catch (RuntimeException e) {
            LOG.warn("The SQL compiler was not warmed up: the first view takes longer to create", e);
        }
    }
}
