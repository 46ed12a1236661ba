package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.stage.SavedStages;
import io.millrace.processor.stage.StageDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * An upgrade never breaks a running view: of every release {@code plans/<release>/} keeps views with what they had left in Kafka in
 * the middle of their work. This release plans them as that one did, reads their state, and comes to the same rows.
 *
 * <p>With {@code -Dbless} what is missing of the current release is made. What was shipped is never made again.
 */
class ShippedPlansTests {
    private static final Path PLANS = Path.of("src/test/resources/plans");
    private static final Path CURRENT = PLANS.resolve("0.1");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SINKS = 3;
    private static final int EVENTS = 80;

    /**
     * @param streams as the definition has them
     * @param digest of the plan that the state was written under
     * @param events by stream and partition, those that were taken and those that were not
     * @param rows of all events
     */
    record Shipped(
            String sql,
            List<StreamSchema> streams,
            String digest,
            Map<String, List<List<byte[]>>> events,
            SavedStages state,
            Map<String, String> rows) {}

    private final CompileView compiler = new CompileView(Trades.STREAMS, Namespace.NONE);

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> tree = Files.walk(PLANS)) {
            return tree.filter(path -> path.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void runsOnWhereAnEarlierReleaseStopped(Path file) throws IOException {
        Shipped shipped = JSON.readValue(Files.readAllBytes(file), Shipped.class);
        CompiledView view = compiler.compile(ReadStatement.of(shipped.sql()), shipped.streams(), List.of(), List.of());
        assertThat(view.digest()).as(view.explanation()).isEqualTo(shipped.digest());
        for (long seed = 0; seed < 3; seed++) {
            StageDriver driver =
                    new StageDriver(view.plan(1), shipped.events(), SINKS, new Random(seed), shipped.state());
            driver.run(0.02);
            assertThat(driver.shown())
                    .as("seed %d\n%s", seed, view.explanation())
                    .isEqualTo(shipped.rows());
        }
    }

    @Test
    void keepsEveryKindOfPlan() throws IOException {
        for (String statement :
                Files.readString(PLANS.resolve("statements.sql")).split(";\n")) {
            if (!statement.isBlank()) {
                String name = ReadStatement.of(statement.strip()).name();
                Path file = CURRENT.resolve(name + ".json");
                if (System.getProperty("bless") != null && !Files.exists(file)) {
                    Files.createDirectories(CURRENT);
                    Files.write(file, JSON.writeValueAsBytes(ship(statement.strip(), name.hashCode())));
                }
                assertThat(file).exists();
            }
        }
    }

    private Shipped ship(String sql, long seed) {
        CompiledView view = compiler.compile(sql);
        Map<String, List<List<byte[]>>> events =
                Trades.random(new Random(seed), EVENTS).json();
        StageDriver whole = new StageDriver(view.plan(1), events, SINKS, new Random(seed));
        whole.run(0);
        return new Shipped(sql, view.streams(), view.digest(), events, inTheMiddle(view, events), whole.shown());
    }

    /** Where every stage has state and not everything is read. */
    private static SavedStages inTheMiddle(CompiledView view, Map<String, List<List<byte[]>>> events) {
        for (long seed = 0; seed < 1_000; seed++) {
            StageDriver driver = new StageDriver(view.plan(1), events, SINKS, new Random(seed));
            for (int turns = 0; turns < 400; turns += 10) {
                driver.runFor(10);
                SavedStages saved = driver.saved();
                boolean all = Stream.concat(saved.scans().stream(), saved.merges().stream())
                        .allMatch(task -> task.committed() > 0 && !task.log().isEmpty());
                if (all && saved.changelog().stream().anyMatch(rows -> rows.size() > 3)) {
                    if (saved.scans().stream().anyMatch(scan -> scan.committed() < EVENTS / 6)) {
                        return saved;
                    }
                    break;
                }
            }
        }
        throw new IllegalStateException("no middle of\n" + view.explanation());
    }
}
