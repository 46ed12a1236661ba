package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.stage.StageDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SQL in, rows out: the statements of {@code golden/answers.sql}, run by stages over random events in random interleavings with
 * crashes, have the rows that Calcite's own engine, which knows nothing of streams, computes of the same events.
 */
class SqlStagesProperties {
    private static final int INTERLEAVINGS = 4;

    private final CompileView compiler = new CompileView(Trades.STREAMS, Namespace.NONE);

    static Stream<String> statements() throws IOException {
        return Stream.of(Files.readString(Path.of("src/test/resources/golden/answers.sql"))
                        .split(";\n"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("statements")
    void haveTheRowsOfAPlainEngine(String select) throws Exception {
        check(compiled(select), select);
    }

    /** The watermark ends 976 hours behind the first hour, so that what is of the first three is too old. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT o.id, p.amount FROM orders o JOIN payments p ON o.id = p.order_id [o.placed_at]",
                "SELECT o.id, p.amount FROM orders o LEFT JOIN payments p ON o.id = p.order_id [o.placed_at]",
                "SELECT o.id, p.amount FROM orders o RIGHT JOIN payments p ON o.id = p.order_id [p.paid_at]",
                "SELECT o.id, p.amount FROM orders o FULL JOIN payments p ON o.id = p.order_id AND p.amount > 6"
                        + " [CASE WHEN o.placed_at IS NULL THEN p.paid_at ELSE o.placed_at END]",
                "SELECT o.id, a.n FROM orders o JOIN (SELECT method, COUNT(*) AS n FROM payments GROUP BY method) a"
                        + " ON a.method = o.customer [o.placed_at]",
                "SELECT o.id, p.amount, q.amount AS other FROM orders o LEFT JOIN payments p ON o.id = p.order_id"
                        + " LEFT JOIN payments q ON q.method = o.customer AND q.amount = p.amount [o.placed_at]",
                "SELECT o.id, o.amount FROM (SELECT * FROM orders o [o.placed_at]) o"
                        + " WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.amount > o.amount)",
                "SELECT o.id, o.amount FROM (SELECT * FROM orders o [o.placed_at]) o"
                        + " WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id)",
                "SELECT o.customer, COUNT(p.amount) AS n FROM orders o LEFT JOIN payments p ON o.id = p.order_id"
                        + " [o.placed_at] GROUP BY o.customer",
                "SELECT o.customer, SUM(a.n) AS n FROM orders o JOIN"
                        + " (SELECT method, COUNT(*) AS n FROM payments GROUP BY method) a ON a.method = o.customer"
                        + " [o.placed_at] GROUP BY o.customer"
            })
    void rowsGoWithTheirEvents(String select) throws Exception {
        String retained = select.replaceAll("\\[.*]", "");
        String young = select.replaceAll("\\[(.*)]", "WHERE $1 > TIMESTAMP '2001-01-01 03:00:00'");
        CompiledView view =
                compiler.compile("CREATE MATERIALIZED VIEW v WITH (retention = '973 hours') AS " + retained);
        check(view, young);
    }

    private static void check(CompiledView view, String select) throws Exception {
        long seed = Long.getLong("seed", 7);
        for (int i = 0; i < INTERLEAVINGS; i++) {
            Random random = new Random(seed + i);
            Trades trades = Trades.random(random, 120);
            StageDriver driver = new StageDriver(view.plan(1), trades.json(), 3, random);
            driver.run(i % 2 == 0 ? 0 : 0.02);
            List<String> shown = new ArrayList<>();
            driver.shown().values().forEach(row -> shown.add(Trades.texts(row)));
            assertThat(visible(shown))
                    .as("seed %d, interleaving %d\n%s", seed, i, view.explanation())
                    .containsExactlyInAnyOrderElementsOf(visible(trades.answer(select)));
        }
    }

    /** With a retention beyond all events where the statement needs one. */
    private CompiledView compiled(String select) {
        try {
            return compiler.compile("CREATE MATERIALIZED VIEW v AS " + select);
        } catch (MillraceException e) {
            return compiler.compile("CREATE MATERIALIZED VIEW v WITH (retention = '10000 days') AS " + select);
        }
    }

    /** Without the rows of the events that only push the watermark on. */
    private static List<String> visible(List<String> rows) {
        return rows.stream().filter(row -> !row.contains(Trades.LAST)).toList();
    }
}
