package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The queries of Nexmark, as they are in {@code nexmark/}: a bounded run has DuckDB's rows of the same events, and interleavings
 * with crashes have those of bounded runs. {@code docs/performance/nexmark.md} tells which are rewritten, and how.
 */
class NexmarkTests {
    private static final boolean SOAK = Boolean.getBoolean("millrace.soak");
    private static final long SEED = Long.getLong("seed", 42);
    private static final int EVENTS = SOAK ? 20_000 : 2_000;
    private static final int INTERLEAVED_EVENTS = SOAK ? 2_000 : 300;
    private static final int INTERLEAVINGS = SOAK ? 50 : 4;
    private static final int MOMENTS = 2;

    /** Published forms that are refused, and how. One that is not any more belongs into the queries above. */
    static final List<Refused> REFUSED = List.of(
            new Refused(
                    "q7.standard",
                    "Line 4, column 1: A join of a stream with rows that change keeps every event of the stream, without end."),
            new Refused("q11.standard", "Line 5, column 5: The function SESSION_START is not supported."),
            new Refused("q12.standard", "Line 8, column 23: The function PROCTIME is not supported."),
            new Refused("q13.standard", "Line 9, column 6: 'side_input' has no versions"),
            new Refused("q14.standard", "Line 2, column 17: The function COUNT_CHAR is not supported."));

    record Refused(String form, String how) {}

    private static final StreamEvents NEXMARK = NexmarkEvents.random(SEED, EVENTS);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void haveTheRowsOfDuckDb(int query) throws Exception {
        ComparedView compared = compared(query, NEXMARK);
        String oracle = text("q" + query + ".duckdb");
        try (DuckDb duckDb = new DuckDb()) {
            compared.events().load(duckDb);
            assertThat(compared.rows())
                    .as(compared.description())
                    .isNotEmpty()
                    .isEqualTo(duckDb.rows(
                            oracle == null ? query(text("q" + query)).replace('`', '"') : oracle));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23})
    void holdUnderInterleavings(int query) throws Exception {
        compared(query, NexmarkEvents.random(SEED, INTERLEAVED_EVENTS))
                .holdsUnderInterleavings(SEED, INTERLEAVINGS, MOMENTS);
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void refusesSomeAsTheyArePublished(Refused refused) throws Exception {
        String statement = text(refused.form);
        MillraceException refusal = catchThrowableOfType(MillraceException.class, () -> compiled(statement));
        assertThat(refusal).hasMessageStartingWith(refused.how);
    }

    private static ComparedView compared(int query, StreamEvents events) throws IOException {
        CompiledView view = compiled(text("q" + query));
        return new ComparedView(view, events, "q" + query + " of seed " + SEED + "\n" + view.explanation());
    }

    private static CompiledView compiled(String statement) {
        return new CompileView(KnownStreams.of(NexmarkStreams.STREAMS.values()), Namespace.NONE).compile(statement);
    }

    /** What stands behind CREATE MATERIALIZED VIEW … AS. */
    private static String query(String statement) {
        return statement.substring(statement.indexOf(" AS\n") + " AS\n".length());
    }

    private static @Nullable String text(String name) throws IOException {
        try (InputStream file = NexmarkTests.class.getResourceAsStream("/nexmark/" + name + ".sql")) {
            return file == null ? null : new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
