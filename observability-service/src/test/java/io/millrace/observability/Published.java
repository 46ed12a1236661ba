package io.millrace.observability;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Contracts and views as their services publish them. */
public final class Published {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private Published() {}

    public static PublishedContract contract(String id, String... streams) {
        List<StreamSchema> schemas = Arrays.stream(streams)
                .map(stream -> new StreamSchema(
                        stream, stream, new UUID(0, 1), id, "1.0.0", 4, List.of(), null, 60_000, false, -1))
                .toList();
        return contract(id, schemas);
    }

    /** The contract of a stream that a query derives. */
    public static PublishedContract derived(String stream, String... sources) {
        return contract(
                stream,
                List.of(new StreamSchema(
                        stream,
                        stream,
                        new UUID(0, 2),
                        stream,
                        "1.0.0",
                        4,
                        List.of(),
                        null,
                        60_000,
                        false,
                        -1,
                        List.of(sources))));
    }

    private static PublishedContract contract(String id, List<StreamSchema> schemas) {
        return new PublishedContract(
                PublishedContract.TYPE, PublishedContract.V, id, "1.0.0", "active", id, "operations", schemas, AT);
    }

    public static PublishedView view(String name, long freshnessMs, String... streams) {
        List<SourceStream> sources = Arrays.stream(streams)
                .map(stream -> new SourceStream(stream, stream, new UUID(0, 1), 4, List.of(0L, 0L, 0L, 0L), List.of()))
                .toList();
        return new PublishedView(
                PublishedView.TYPE,
                PublishedView.V,
                name,
                1,
                ViewState.RUNNING,
                null,
                "CREATE MATERIALIZED VIEW " + name,
                List.of("id"),
                List.of(),
                List.of(),
                List.of(),
                sources,
                4,
                "runtime-1",
                freshnessMs,
                -1,
                3_600_000,
                AT,
                AT,
                null,
                null);
    }
}
