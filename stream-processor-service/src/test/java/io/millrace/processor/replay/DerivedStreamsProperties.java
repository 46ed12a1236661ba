package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.stage.StageDriver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The events of derived streams, made by stages over random events in random interleavings with crashes, are the rows that
 * Calcite's own engine computes of the same events: each once, and those of one key in one partition.
 */
class DerivedStreamsProperties {
    private static final int INTERLEAVINGS = 4;
    /** The month of the events that only push the watermark on, whose windows stay open. */
    private static final String LAST_MONTH = "2001-02-";

    private static final String HOURLY =
            "FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(placed_at), INTERVAL '1' HOUR)) GROUP BY window_start, window_end";

    private final CompileView compiler = new CompileView(Trades.STREAMS, Namespace.NONE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, customer, amount, placed_at FROM orders WHERE amount > 3",
                "WITH (key = 'customer') SELECT customer, id, placed_at FROM orders WHERE customer IS NOT NULL",
                "SELECT customer, placed_at FROM orders UNION ALL SELECT method, paid_at FROM payments",
                "WITH (key = 'at') SELECT id, placed_at AS at FROM orders UNION ALL SELECT order_id, paid_at FROM payments",
                "SELECT o.id, p.amount, o.placed_at FROM orders o JOIN payments p ON o.id = p.order_id"
                        + " AND p.paid_at BETWEEN o.placed_at - INTERVAL '1' HOUR AND o.placed_at + INTERVAL '1' HOUR",
                "SELECT o.id, p.amount, o.placed_at FROM orders o LEFT JOIN payments p ON o.id = p.order_id"
                        + " AND p.paid_at BETWEEN o.placed_at - INTERVAL '1' HOUR AND o.placed_at + INTERVAL '1' HOUR",
                "SELECT window_start, customer, COUNT(*) AS n " + HOURLY + ", customer EMIT ON WINDOW CLOSE",
                "WITH (key = 'n') SELECT window_start, customer, COUNT(*) AS n " + HOURLY
                        + ", customer HAVING COUNT(*) > 2 EMIT ON WINDOW CLOSE",
                "SELECT window_start, MAX(n) AS most FROM (SELECT window_start, window_end, customer, COUNT(*) AS n "
                        + HOURLY + ", customer) x GROUP BY window_start, window_end EMIT ON WINDOW CLOSE"
            })
    void haveTheRowsOfAPlainEngineAsEvents(String query) throws Exception {
        String select = query.substring(query.indexOf("SELECT"));
        String options = query.substring(0, query.indexOf("SELECT"));
        CompiledView stream = compiler.compile("CREATE STREAM s " + options + "AS " + select);
        String plain = select.replace(" EMIT ON WINDOW CLOSE", "");
        long seed = Long.getLong("seed", 11);
        for (int i = 0; i < INTERLEAVINGS; i++) {
            Random random = new Random(seed + i);
            Trades trades = Trades.random(random, 120);
            StageDriver driver = new StageDriver(stream.plan(1), trades.json(), 3, random);
            driver.run(i % 2 == 0 ? 0 : 0.02);
            List<String> events = new ArrayList<>();
            driver.events.forEach(partition -> partition.forEach(event -> events.add(Trades.texts(event.text()))));
            assertThat(closed(events))
                    .as("seed %d, interleaving %d\n%s", seed, i, stream.explanation())
                    .containsExactlyInAnyOrderElementsOf(closed(trades.answer(plain)));
            if (!stream.key().isEmpty()) {
                requireKeysTogether(driver.events);
            }
        }
    }

    private static List<String> closed(List<String> rows) {
        return rows.stream().filter(row -> !row.contains(LAST_MONTH)).toList();
    }

    private static void requireKeysTogether(List<List<StageDriver.Event>> partitions) {
        Map<ByteBuffer, Integer> places = new HashMap<>();
        for (int p = 0; p < partitions.size(); p++) {
            for (StageDriver.Event event : partitions.get(p)) {
                ByteBuffer key = ByteBuffer.wrap(event.key());
                assertThat(places.putIfAbsent(key, p)).isIn(null, p);
            }
        }
    }
}
