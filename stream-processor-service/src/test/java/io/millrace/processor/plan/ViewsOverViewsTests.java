package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A view that reads views is the query that has theirs in it. */
class ViewsOverViewsTests {
    private static final KnownStreams STREAMS = KnownStreams.of(TestStreams.STREAMS.values());
    private static final String ROUTES =
            "SELECT origin, destination, COUNT(*) AS n, MAX(delay) AS worst FROM flights GROUP BY origin, destination";
    private static final String HOURS = "SELECT window_start, window_end, origin, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE"
            + " flights, DESCRIPTOR(departed_at), INTERVAL '1' HOUR)) GROUP BY window_start, window_end, origin";

    private final List<DefinedView> views = new ArrayList<>();

    private CompiledView define(String name, String query) {
        return define(name, "", query);
    }

    private CompiledView define(String name, String options, String query) {
        String sql = "CREATE MATERIALIZED VIEW " + name + " " + options + " AS " + query;
        CompiledView view = compiler().compile(sql);
        views.removeIf(known -> known.name().equals(name));
        views.add(new DefinedView(name, sql, view.columns(), view.reads(), view.functions()));
        return view;
    }

    private CompileView compiler() {
        return new CompileView(STREAMS, KnownViews.of(List.copyOf(views)), Namespace.NONE);
    }

    private static CompiledView plain(String query) {
        return new CompileView(STREAMS, Namespace.NONE).compile("CREATE MATERIALIZED VIEW outermost AS " + query);
    }

    private static void assertSame(CompiledView view, CompiledView wanted) {
        assertThat(view.explanation()).isEqualTo(wanted.explanation());
        assertThat(view.digest()).isEqualTo(wanted.digest());
        assertThat(view.columns()).isEqualTo(wanted.columns());
        assertThat(view.key()).isEqualTo(wanted.key());
    }

    private Violation refused(String options, String query) {
        try {
            define("outermost", options, query);
            throw new AssertionError("nothing was refused");
        } catch (MillraceException e) {
            assertThat(e.violations()).hasSize(1);
            return e.violations().getFirst();
        }
    }

    @Test
    void anUnknownColumnIsLookedForInTheView() {
        define("routes", ROUTES);
        Violation violation = refused("", "SELECT origin, delay FROM routes");
        assertThat(violation.code()).isEqualTo("UNKNOWN_COLUMN");
        assertThat(violation.detail()).contains("There is no column 'delay' here.");
        assertThat(violation.hint()).isEqualTo("Of what is read, view routes has origin, destination, n, worst.");
        assertThat(refused("", "SELECT origin, worts FROM routes").hint()).isEqualTo("Did you mean 'worst'?");
    }

    @Test
    void groupsOfAGroupedView() {
        define("routes", ROUTES);
        CompiledView view =
                define("outermost", "SELECT origin, SUM(n) AS n FROM routes WHERE worst > 10 GROUP BY origin");
        assertSame(
                view,
                plain("WITH routes AS (" + ROUTES + ") SELECT origin, SUM(n) AS n FROM routes WHERE worst > 10 GROUP BY"
                        + " origin"));
        assertThat(view.reads()).extracting(DefinedView::name).containsExactly("routes");
        assertThat(view.streamNames()).containsExactly("flights");
    }

    @Test
    void joinOfAViewWithAStreamAndWithItself() {
        define("routes", ROUTES);
        String query = "SELECT a.origin, a.destination, a.n, b.n AS back FROM routes a JOIN routes b ON a.origin ="
                + " b.destination AND a.destination = b.origin";
        assertSame(define("outermost", query), plain("WITH routes AS (" + ROUTES + ") " + query));
    }

    @Test
    void viewInASubqueryBesideNamesOfWith() {
        define("routes", ROUTES);
        String query = "much AS (SELECT origin FROM routes GROUP BY origin HAVING SUM(n) > 5) SELECT destination,"
                + " COUNT(*) AS n FROM routes WHERE origin IN (SELECT origin FROM much) GROUP BY destination";
        assertSame(define("outermost", "WITH " + query), plain("WITH routes AS (" + ROUTES + "), " + query));
    }

    @Test
    void viewsOfViewsStayWhatTheyWereWhenTheirReaderWasCreated() {
        define("routes", ROUTES);
        String origins = "SELECT origin, SUM(n) AS n FROM routes GROUP BY origin";
        define("origins", origins);
        define(
                "routes",
                "SELECT origin, destination, 1 AS n, MIN(delay) AS worst FROM flights GROUP BY origin, destination");
        String query = "SELECT n, COUNT(*) AS origins FROM origins GROUP BY n";
        CompiledView view = define("outermost", query);
        assertSame(view, plain("WITH origins AS (WITH routes AS (" + ROUTES + ") " + origins + ") " + query));
        views.clear();
        CompiledView again =
                compiler().compile(ReadStatement.of(view.statement().sql()), view.streams(), view.reads(), List.of());
        assertSame(again, view);
    }

    @Test
    void aNameOfWithHidesAView() {
        define("routes", ROUTES);
        CompiledView view = define(
                "outermost",
                "WITH routes AS (SELECT origin FROM flights) SELECT origin, COUNT(*) AS n FROM routes GROUP BY origin");
        assertThat(view.reads()).isEmpty();
    }

    @Test
    void windowsOfAWindowedView() {
        String retention = "WITH (retention = '30 days')";
        define("hours", retention, HOURS);
        String query = "SELECT window_start, window_end, SUM(n) AS n FROM hours GROUP BY window_start, window_end";
        CompiledView view = define("outermost", retention, query);
        CompiledView wanted = new CompileView(STREAMS, Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW outermost " + retention + " AS WITH hours AS (" + HOURS + ") "
                        + query);
        assertSame(view, wanted);
    }

    @Test
    void eventsOfAStreamWithoutKeyGoThroughAView() {
        define("errors", "SELECT message, at FROM logs WHERE level = 'ERROR'");
        String query = "SELECT message, COUNT(*) AS n FROM errors GROUP BY message";
        assertSame(
                define("outermost", query),
                plain("WITH errors AS (SELECT message, at FROM logs WHERE level = 'ERROR') " + query));
    }

    @Test
    void whatCannotBeEvaluatedIsNamedAsTheOtherViewWroteIt() {
        define("shares", "SELECT message, 100 / `value` AS\nshare FROM logs");
        CompiledView view = define("outermost", "SELECT share FROM shares");
        ViewPlan.Calc calc = (ViewPlan.Calc) view.emit().input();
        assertThatThrownBy(() -> calc.function().apply(new Object[] {0.0, "0-1"}))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("100 / `value`");
    }

    @Test
    void latestEventsOfKeysAreCorrectedWhereAnotherViewReadsThem() {
        define("late", "SELECT origin, delay FROM flights WHERE delay > 0");
        CompiledView view =
                define("outermost", "SELECT origin, COUNT(*) AS n FROM late WHERE delay > 60 GROUP BY origin");
        assertThat(view.explanation()).isEqualTo("""
            Emit key [origin]
              Calc [origin, $count1]
                Aggregate by [origin] compute [COUNT(*)]
                  Exchange [origin]
                    Calc [origin] where >(delay, 60)
                      Latest of each [flight_id]
                        Calc [origin, delay, flight_id] where >(delay, 0)
                          Scan flights [flight_id, departed_at, origin, delay] time departed_at
            """);
    }

    @Test
    void latestEventsOfAViewHaveItsKey() {
        define(
                "late",
                "SELECT UPPER(origin) AS o, delay FROM (SELECT origin, delay FROM flights) AS f WHERE delay > 0");
        define("again", "SELECT o, delay FROM late WHERE delay < 600");
        CompiledView view = define("outermost", "SELECT o FROM again WHERE delay < 60");
        assertThat(view.key()).containsExactly("$flight_id");
        assertThat(view.explanation()).isEqualTo("""
            Emit key [$flight_id]
              Calc [UPPER(origin), flight_id] where AND(<(delay, 600), <(delay, 60))
                Latest of each [flight_id]
                  Calc [UPPER(origin), delay, flight_id] where >(delay, 0)
                    Scan flights [flight_id, departed_at, origin, delay] time departed_at
            """);
    }

    @Test
    void latestEventsGoByTheRetentionOfBothViews() {
        String retention = "WITH (retention = '1 day')";
        define("late", retention, "SELECT flight_id, origin FROM flights");
        CompiledView view = define(
                "outermost",
                retention,
                "SELECT l.origin, COUNT(*) AS n FROM late AS l JOIN late AS m ON l.origin = m.flight_id GROUP BY"
                        + " l.origin");
        assertThat(view.explanation())
                .contains("Latest of each [flight_id] retention 86400000 ms from departed_at")
                .doesNotContain("Expire");
    }

    @Test
    void latestEventsOfObjectsAreReadByTheirMembers() {
        define("rides", "SELECT trip_id, driver, at FROM trips");
        CompiledView view = define(
                "outermost",
                "SELECT r.driver.home.city AS city, COUNT(*) AS n FROM rides AS r GROUP BY r.driver.home.city");
        assertThat(view.explanation())
                .contains("Latest of each [trip_id]")
                .contains("Scan trips [trip_id, at, driver.home.city]");
    }

    @Test
    void refusesWindowsOfRowsThatAreCorrected() {
        define("late", "SELECT flight_id, departed_at FROM flights");
        Violation violation = refused(
                "",
                "SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE late, DESCRIPTOR(departed_at), INTERVAL '1'"
                        + " HOUR)) GROUP BY window_start, window_end");
        assertThat(violation.detail()).contains("TUMBLE needs the event time of one stream, unchanged.");
    }

    @Test
    void refusesOtherBoundsInTime() {
        define("hours", "WITH (retention = '1 day', grace = '5 seconds')", HOURS);
        Violation violation = refused("", "SELECT origin, SUM(n) AS n FROM hours GROUP BY origin");
        assertThat(violation.detail())
                .contains("has another retention or grace: retention = '86400000 milliseconds', grace = '5000"
                        + " milliseconds'");
        define("closed", "", HOURS + " EMIT ON WINDOW CLOSE");
        assertThat(refused("", "SELECT origin, SUM(n) AS n FROM closed GROUP BY origin")
                        .detail())
                .contains("one has EMIT ON WINDOW CLOSE");
    }

    @Test
    void refusesAViewWhoseStreamsHaveChanged() {
        define("routes", ROUTES);
        DefinedView routes = views.removeLast();
        views.add(new DefinedView("routes", routes.sql(), routes.columns().subList(0, 2), List.of(), List.of()));
        assertThat(refused("", "SELECT origin FROM routes GROUP BY origin").detail())
                .contains("was made when its streams had other columns");
    }

    @Test
    void namesTheNearestViewToo() {
        define("routes", ROUTES);
        Violation violation = refused("", "SELECT origin FROM route");
        assertThat(violation.detail()).isEqualTo("There is no stream and no view 'route'.");
        assertThat(violation.hint()).isEqualTo("Did you mean 'routes'?");
    }

    @Test
    void refusesLongChains() {
        define("v0", ROUTES);
        for (int i = 1; i <= 9; i++) {
            String query = "SELECT origin, destination, n, worst FROM v" + (i - 1);
            if (i < 9) {
                define("v" + i, query);
            } else {
                assertThatThrownBy(() -> define("v9", query)).hasMessageContaining("through more than 8");
            }
        }
    }
}
