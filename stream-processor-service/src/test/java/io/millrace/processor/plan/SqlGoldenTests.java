package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.Nested;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** SQL in, plan or refusal or value out. */
class SqlGoldenTests {
    private final CompileView compiler = new CompileView(KnownStreams.of(TestStreams.STREAMS.values()), Namespace.NONE);

    private static final Map<String, Object> TRIP = Map.of(
            "trip_id",
            "t1",
            "at",
            978_307_200_000L,
            "driver",
            Nested.of("Ada", 7, Nested.of("Köln", null)),
            "scores",
            Nested.of(3L, null, 1L, 3L),
            "stops",
            Nested.of(Nested.of("Rom", 5L), null));

    private static final Map<String, Object> TICK =
            Map.of("tick_id", "t1", "at", 978_352_496_789_012L, "booked", -1L, "seen", 978_352_496_789L, "price", 7L);

    private static final Map<String, Object> FILE = Map.of(
            "digest",
            Bytes.of((byte) 0x0A, (byte) 0xFF, (byte) 0),
            "at",
            978_307_200_000L,
            "name",
            "Köln",
            "head",
            Bytes.of((byte) 'K', (byte) 0xC3, (byte) 0xB6, (byte) 'l', (byte) 'n'),
            "size",
            3L,
            "blocks",
            Nested.of(Bytes.of((byte) 0x80), null, Bytes.of((byte) 0x7F), Bytes.of((byte) 0x80)));

    private static final Map<String, Object> CART = Map.of(
            "cart_id",
            "c1",
            "name",
            "b",
            "counts",
            Nested.of("a", 1L, "b", null, "ä", 3L),
            "labels",
            Nested.of(),
            "seen",
            Nested.of("first", 978_352_496_789_012L),
            "extra.days",
            Nested.of("born", 7));

    @Test
    void plansAreAsBefore() throws Exception {
        assertThat(GoldenFile.named("plans.golden").hold(this::planned)).isGreaterThan(15);
    }

    @Test
    void derivedStreamsArePlannedAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("streams.golden").hold(this::planned)).isGreaterThan(15);
    }

    @Test
    void objectsAndArraysAreReadAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("nested.golden").hold(this::planned)).isGreaterThan(15);
    }

    @Test
    void everythingElseIsRefusedWithPlaceAndMend() throws Exception {
        int refused = GoldenFile.named("refusals.golden").hold(sql -> {
            String outcome = planned(sql);
            assertThat(outcome).as(sql).matches("(?s)\\d+:\\d+ [A-Z_]+ .*");
            return outcome;
        });
        assertThat(refused).isGreaterThanOrEqualTo(60);
    }

    @Test
    void expressionsHaveTheirValues() throws Exception {
        assertThat(GoldenFile.named("expressions.golden").hold(this::evaluated)).isGreaterThan(100);
    }

    private String planned(String sql) {
        try {
            CompiledView view = compiler.compile(sql);
            String columns = view.columns().stream()
                    .map(column -> column.name() + " " + column.type())
                    .collect(Collectors.joining(", "));
            String stream = view.stream() == null
                    ? ""
                    : "\nout of order by " + view.stream().outOfOrdernessMs() + " ms";
            return columns + "\nkey " + view.key() + stream + "\n" + view.explanation();
        } catch (MillraceException e) {
            return EvaluateFirst.refusal(e);
        }
    }

    @Test
    void expressionsOfObjectsAndArraysHaveTheirValues() throws Exception {
        int evaluated = GoldenFile.named("nested-expressions.golden")
                .hold(expression -> evaluated(expression, "trip_id FROM trips AS t", TRIP));
        assertThat(evaluated).isGreaterThan(40);
    }

    @Test
    void timesOfMicrosecondsAreReadAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("micros.golden").hold(this::planned)).isGreaterThan(15);
    }

    @Test
    void expressionsOfMicrosecondsHaveTheirValues() throws Exception {
        int evaluated = GoldenFile.named("micros-expressions.golden")
                .hold(expression -> evaluated(expression, "tick_id, seen AS own FROM ticks AS t", TICK));
        assertThat(evaluated).isGreaterThan(40);
    }

    @Test
    void rowsAreMadeAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("rows.golden").hold(this::planned)).isGreaterThan(15);
        int evaluated = GoldenFile.named("rows-expressions.golden")
                .hold(expression -> evaluated(expression, "tick_id, seen AS own FROM ticks AS t", TICK));
        assertThat(evaluated).isGreaterThan(40);
    }

    @Test
    void bytesAreReadAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("bytes.golden").hold(this::planned)).isGreaterThan(15);
        int evaluated = GoldenFile.named("bytes-expressions.golden")
                .hold(expression -> evaluated(expression, "digest, size AS own FROM files AS t", FILE));
        assertThat(evaluated).isGreaterThan(40);
    }

    @Test
    void lengthsOfTimeAreReadAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("intervals.golden").hold(this::planned)).isGreaterThan(10);
        int evaluated = GoldenFile.named("intervals-expressions.golden")
                .hold(expression -> evaluated(expression, "part, plant FROM parts AS t", EvaluateFirst.PART));
        assertThat(evaluated).isGreaterThan(30);
    }

    @Test
    void mapsAreReadAndRefusedAsBefore() throws Exception {
        assertThat(GoldenFile.named("maps.golden").hold(this::planned)).isGreaterThan(15);
        int evaluated = GoldenFile.named("maps-expressions.golden")
                .hold(expression -> evaluated(expression, "cart_id FROM carts AS t", CART));
        assertThat(evaluated).isGreaterThan(40);
    }

    private String evaluated(String expression) {
        return evaluated(expression, "part, plant FROM parts", EvaluateFirst.PART);
    }

    private String evaluated(String expression, String rest, Map<String, Object> values) {
        return EvaluateFirst.of(
                () -> compiler.compile("CREATE MATERIALIZED VIEW v AS SELECT " + expression + " AS result, " + rest),
                values);
    }

    @Test
    void compilesTheSamePlanTwice() {
        String sql = "CREATE MATERIALIZED VIEW v AS SELECT origin, COUNT(*) AS n FROM flights GROUP BY origin";
        assertThat(List.of(planned(sql))).isEqualTo(List.of(planned(sql)));
    }
}
