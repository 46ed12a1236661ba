package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.ReadStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FOR SYSTEM_TIME AS OF: the plans of joins with versions, and what is refused of them. */
class TemporalJoinsTests {
    private static final KnownStreams STREAMS = KnownStreams.of(TestStreams.STREAMS.values());
    private static final String PARTS = "SELECT plant, part, l, s, made_at FROM parts";
    private static final String JOIN =
            "JOIN known FOR SYSTEM_TIME AS OF f.departed_at AS k ON f.delay = k.part" + " AND f.origin = k.plant";

    private final List<DefinedView> views = new ArrayList<>();

    private CompiledView define(String name, String options, String query) {
        String sql = "CREATE MATERIALIZED VIEW " + name + " " + options + " AS " + query;
        CompiledView view = new CompileView(STREAMS, KnownViews.of(List.copyOf(views)), Namespace.NONE).compile(sql);
        views.add(new DefinedView(name, sql, view.columns(), view.reads(), view.functions()));
        return view;
    }

    private CompiledView joined(String query) {
        return define("joined", "", query);
    }

    private Violation refused(String query) {
        try {
            joined(query);
            throw new AssertionError("nothing was refused");
        } catch (MillraceException e) {
            assertThat(e.violations()).hasSize(1);
            return e.violations().getFirst();
        }
    }

    @Test
    void eventsWaitBehindTheExchangeForTheVersionOfTheirTime() {
        define("known", "", PARTS + " WHERE b");
        CompiledView view = joined("SELECT f.flight_id, k.s FROM flights AS f " + JOIN);
        assertThat(view.key()).containsExactly("$offset");
        assertThat(view.explanation()).isEqualTo("""
            Emit key [$offset]
              Calc [flight_id, s, $offset]
                TemporalJoin INNER [delay, origin] = [part, plant] version by made_at as of departed_at
                  Exchange [delay, origin]
                    DropLate
                      Scan flights [flight_id, departed_at, origin, delay, $offset] time departed_at
                  Exchange [part, plant]
                    DropLate
                      Calc [plant, part, s, made_at] where b
                        Scan parts [plant, part, made_at, b, s] time made_at
            """);
        assertThat(view.topology()).contains("scan1 reads stream parts, 4 partitions");
        assertThat(view.costs()).anyMatch(cost -> cost.node().startsWith("TemporalJoin"));
    }

    @Test
    void conditionsOnTheVersionDoNotChooseIt() {
        define("known", "", PARTS);
        CompiledView view = joined("SELECT f.flight_id, k.s FROM flights AS f LEFT " + JOIN
                + " AND k.l > 5 AND f.destination = k.s AND f.distance > 1 WHERE f.origin <> 'LAS'");
        assertThat(view.explanation())
                .contains(
                        "TemporalJoin LEFT [delay, origin] = [part, plant] where AND(=(destination, s), >(distance, 1),"
                                + " >(l, 5)) version by made_at as of departed_at")
                .contains("where <>(origin,");
    }

    @Test
    void versionsAreValidAsLongAsTheRetention() {
        String options = "WITH (retention = '1 day')";
        define("known", options, PARTS);
        CompiledView view = define("joined", options, "SELECT f.flight_id, k.s FROM flights AS f " + JOIN);
        assertThat(view.explanation())
                .contains("version by made_at valid 86400000 ms as of departed_at")
                .contains("retention 86400000 ms from $event_time");
    }

    @Test
    void groupsAndWindowsStandBehindIt() {
        define("known", "", PARTS);
        CompiledView view = joined("SELECT window_start, k.s, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE flights,"
                + " DESCRIPTOR(departed_at), INTERVAL '1' HOUR)) AS f " + JOIN
                + " GROUP BY window_start, window_end, k.s EMIT ON WINDOW CLOSE");
        assertThat(view.explanation())
                .contains("until window_end on window close")
                .contains("TemporalJoin INNER");
    }

    @Test
    void twoTablesAndOneTwice() {
        define("known", "", PARTS);
        define("rides", "", "SELECT trip_id, driver, at FROM trips");
        CompiledView view = joined("SELECT f.flight_id, k.s, r.driver.home.city AS city FROM flights AS f LEFT " + JOIN
                + " JOIN rides FOR SYSTEM_TIME AS OF f.departed_at AS r ON r.trip_id = k.s JOIN known FOR"
                + " SYSTEM_TIME AS OF f.departed_at AS j ON j.part = f.delay AND j.plant = 'north' AND j.plant"
                + " = f.destination");
        assertThat(view.explanation()).contains("Calc [flight_id, s, driver.home.city, $offset]");
        assertThat(view.explanation().lines().filter(line -> line.contains("TemporalJoin")))
                .hasSize(3);
    }

    @Test
    void eventsOfMicrosecondsTakeVersionsOfMilliseconds() {
        define("known", "", "SELECT flight_id, delay, departed_at FROM flights");
        CompiledView view =
                joined("SELECT t.tick_id, k.delay FROM ticks AS t JOIN known FOR SYSTEM_TIME AS OF t.at AS k"
                        + " ON t.tick_id = k.flight_id");
        assertThat(view.explanation()).contains("version by departed_at as of CAST(at AS TIMESTAMP(3))");
    }

    @Test
    void compilesAgainFromWhatWasStored() {
        define("known", "", PARTS);
        CompiledView view = joined("SELECT f.flight_id, k.s FROM flights AS f " + JOIN);
        CompiledView again = new CompileView(STREAMS, Namespace.NONE)
                .compile(ReadStatement.of(view.statement().sql()), view.streams(), view.reads(), view.functions());
        assertThat(again.digest()).isEqualTo(view.digest());
    }

    @Test
    void refusesKeysThatAreNotWhole() {
        define("known", "", PARTS);
        Violation violation = refused("SELECT f.flight_id, k.s FROM flights AS f\n JOIN known FOR SYSTEM_TIME AS OF"
                + " f.departed_at AS k ON f.delay = k.part AND f.origin < k.plant");
        assertThat(violation.detail())
                .contains("each column of the primary key")
                .contains("part, plant");
        define("few", "", "SELECT part, s FROM parts");
        assertThat(refused("SELECT f.flight_id, k.s FROM flights AS f JOIN few FOR SYSTEM_TIME AS OF f.departed_at AS k"
                                + " ON f.delay = k.part")
                        .detail())
                .contains("each column of the primary key");
    }

    @Test
    void refusesOtherTimes() {
        define("known", "", PARTS);
        String other = JOIN.replace("OF f.departed_at", "OF f.arrived_at");
        assertThat(refused("SELECT f.flight_id, k.s FROM flights AS f " + other).detail())
                .isEqualTo("FOR SYSTEM_TIME AS OF takes the event time of the left side, which is departed_at.");
        String constant = JOIN.replace("OF f.departed_at", "OF TIMESTAMP '2001-01-01 00:00:00'");
        assertThat(refused("SELECT f.flight_id, k.s FROM flights AS f " + constant)
                        .detail())
                .isEqualTo("FOR SYSTEM_TIME AS OF takes the event time of the left side alone.");
        assertThat(refused("SELECT l.message, k.s FROM logs AS l JOIN known FOR SYSTEM_TIME AS OF l.at AS k ON"
                                + " l.message = k.plant AND k.part = CHAR_LENGTH(l.message)")
                        .detail())
                .contains("takes the event time of the left side");
    }

    @Test
    void refusesWhatHasNoVersions() {
        define("groups", "", "SELECT plant, COUNT(*) AS n FROM parts GROUP BY plant");
        define("users", "", "SELECT `user`, `from` FROM words");
        define("seen", "", "SELECT tick_id, price FROM ticks");
        String join =
                "SELECT f.flight_id FROM flights AS f JOIN %s FOR SYSTEM_TIME AS OF f.departed_at AS k ON f.origin ="
                        + " k.%s";
        assertThat(refused(join.formatted("parts", "plant")).detail()).contains("'parts' has no versions");
        assertThat(refused(join.formatted("groups", "plant")).detail()).contains("has no versions");
        assertThat(refused(join.formatted("users", "`user`")).detail()).contains("event time of milliseconds");
        assertThat(refused(join.formatted("seen", "tick_id")).detail()).contains("or one of microseconds");
        assertThat(refused("WITH w AS (" + PARTS + ") " + join.formatted("w", "plant"))
                        .detail())
                .isEqualTo("A query has no versions.");
    }

    @Test
    void refusesOtherForms() {
        define("known", "", PARTS);
        assertThat(refused("SELECT k.s FROM known FOR SYSTEM_TIME AS OF k.made_at AS k")
                        .detail())
                .contains("stands on the right of a join only");
        assertThat(refused("SELECT f.flight_id, k.s FROM flights AS f FULL " + JOIN)
                        .detail())
                .contains("is supported in JOIN and LEFT JOIN with ON");
        assertThat(refused("SELECT f.origin, k.s FROM (SELECT origin, delay, MAX(departed_at) AS departed_at FROM"
                                + " flights GROUP BY origin, delay) AS f " + JOIN)
                        .detail())
                .contains("has rows that change");
    }
}
