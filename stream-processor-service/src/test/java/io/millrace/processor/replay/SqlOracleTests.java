package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries of {@code golden/oracle*.sql} over random events: what a bounded run of the streaming plan comes to is what DuckDB
 * says of all events at once, and every interleaving of partitions, commits and crashes shows at every moment the rows of a
 * bounded run up to the position that it tells.
 */
class SqlOracleTests {
    private static final long SEED = Long.getLong("seed", 42);
    private static final List<String> FILES = List.of(System.getProperty(
                    "oracle",
                    "oracle.sql oracle-nested.sql oracle-over.sql oracle-micros.sql oracle-bytes.sql"
                            + " oracle-intervals.sql oracle-maps.sql oracle-selected.sql")
            .split(" "));
    private static final int TRIALS = 4;
    private static final int INTERLEAVINGS = Boolean.getBoolean("millrace.soak") ? 40 : 20;
    private static final int MOMENTS = 3;

    /**
     * @param options what stands in WITH (…)
     * @param sql the query as Millrace reads it
     * @param oracle the same for DuckDB
     */
    record Case(String options, String sql, String oracle) {
        @Override
        public String toString() {
            return sql.replaceAll("\\s+", " ");
        }
    }

    static Stream<Case> cases() {
        return FILES.stream().flatMap(SqlOracleTests::cases);
    }

    private static Stream<Case> cases(String name) {
        try (InputStream file = SqlOracleTests.class.getResourceAsStream("/golden/" + name)) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^;$"))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .map(SqlOracleTests::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String text) {
        List<String> lines = new ArrayList<>(
                text.lines().filter(line -> !line.startsWith("#")).toList());
        String options = "";
        if (lines.getFirst().startsWith("WITH (")) {
            options = lines.removeFirst();
        }
        String[] parts = String.join("\n", lines).split("(?m)^=$");
        return new Case(options, parts[0].strip(), parts.length > 1 ? parts[1].strip() : parts[0].strip());
    }

    private static CompiledView compiled(Case one) {
        return new CompileView(KnownStreams.of(ShopStreams.STREAMS.values()), Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW v " + one.options + " AS " + one.sql);
    }

    private static ComparedView compared(CompiledView view, long seed, StreamEvents events) {
        return new ComparedView(view, events, "seed " + seed + "\n" + view.explanation());
    }

    private static StreamEvents events(long seed, int count) {
        return ShopStreams.random(new Random(seed), count);
    }

    /** The events of each trial, and the oracle that has read them. */
    private record Trial(long seed, StreamEvents events, DuckDb oracle) {}

    private static final List<Trial> trials = new ArrayList<>();

    @BeforeAll
    static void load() throws SQLException {
        for (int trial = 0; trial < TRIALS; trial++) {
            StreamEvents events = events(SEED + trial, trial == 0 ? 3 : 40 * trial);
            DuckDb oracle = new DuckDb();
            trials.add(new Trial(SEED + trial, events, oracle));
            events.load(oracle);
        }
    }

    @AfterAll
    static void close() throws SQLException {
        for (Trial trial : trials) {
            trial.oracle.close();
        }
        trials.clear();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void boundedRunsEqualTheOracle(Case one) throws Exception {
        CompiledView view = compiled(one);
        for (Trial trial : trials) {
            ComparedView compared = compared(view, trial.seed, trial.events);
            assertThat(compared.rows())
                    .as(one + "\n" + compared.description())
                    .isEqualTo(trial.oracle.rows(one.oracle));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyInterleavingAndEveryMomentEqualsABoundedRun(Case one) {
        compared(compiled(one), SEED, events(SEED, 60)).holdsUnderInterleavings(SEED, INTERLEAVINGS, MOMENTS);
    }
}
