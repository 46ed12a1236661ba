package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.ViewColumn;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Tables of the latest events of a stream: how they are defined, refused, stored and read. */
class TablesTests {
    private static final KnownStreams STREAMS = KnownStreams.of(TestStreams.STREAMS.values());

    private final List<DefinedView> views = new ArrayList<>();

    private DefinedView table(String sql) {
        Statement.OfTable.Create create = (Statement.OfTable.Create) ParseStatement.of(sql);
        DefinedView table = CompileTable.of(create.table(), STREAMS);
        views.add(table);
        return table;
    }

    private CompiledView view(String options, String query) {
        return new CompileView(STREAMS, KnownViews.of(List.copyOf(views)), Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW v " + options + " AS " + query);
    }

    @Test
    void hasTheColumnsOfItsStreamButTheOneOfDeletions() {
        DefinedView table = table("CREATE TABLE known (PRIMARY KEY (plant, part) NOT ENFORCED) WITH (stream = 'parts',"
                + " DELETED = 'b')");
        assertThat(table.columns())
                .extracting(ViewColumn::name)
                .containsExactly("plant", "part", "made_at", "l", "d", "m", "s", "dt", "tm", "n");
        assertThat(table("CREATE TABLE odd WITH (stream = 'words')").columns())
                .extracting(ViewColumn::name)
                .contains("odd-name", "größe", "group");
    }

    @Test
    void keysThatAreDeletedAreNotThere() {
        table("CREATE TABLE known WITH (stream = 'parts', deleted = 'b')");
        CompiledView view = view("", "SELECT s, COUNT(*) AS n FROM known WHERE l > 5 GROUP BY s");
        assertThat(view.explanation()).isEqualTo("""
            Emit key [s]
              Calc [s, $count1]
                Aggregate by [s] compute [COUNT(*)]
                  Exchange [s]
                    Calc [s] where AND(IS NOT TRUE(b), >(l, 5))
                      Latest of each [part, plant]
                        Calc [plant, part, b, l, s]
                          Scan parts [plant, part, made_at, b, l, s] time made_at
            """);
    }

    @Test
    void mapsAreReadFromTablesAndFromViewsOverThem() {
        DefinedView table = table("CREATE TABLE latest WITH (stream = 'carts')");
        assertThat(table.columns()).extracting(ViewColumn::type).contains("MAP<VARCHAR, TIMESTAMP(6)>");
        CompiledView inner = view("", "SELECT cart_id, counts, MAP['n', counts['a']] AS m FROM latest");
        views.add(new DefinedView("v", inner.statement().sql(), inner.columns(), inner.reads(), inner.functions()));
        CompiledView outer = view("", "SELECT counts['a'] AS a, SUM(m['n']) AS n FROM v GROUP BY counts['a']");
        assertThat(outer.explanation()).contains("Latest of each [cart_id]").contains("compute [SUM(");
    }

    @Test
    void isReadUnderAnyOptionsAndIsNotTouchedByThem() {
        table("CREATE TABLE known WITH (stream = 'parts', deleted = 'b')");
        CompiledView view = view(
                "WITH (retention = '1 day', grace = '1 second')",
                "SELECT f.flight_id, k.s FROM flights AS f LEFT JOIN known FOR SYSTEM_TIME AS OF f.departed_at AS k ON"
                        + " f.delay = k.part AND f.origin = k.plant");
        assertThat(view.explanation())
                .contains("TemporalJoin LEFT [delay, origin] = [part, plant] where IS NOT TRUE(b) version by made_at as"
                        + " of departed_at\n");
        assertThat(view("", "SELECT * FROM known").key()).containsExactly("part", "plant");
    }

    @Test
    void aStreamTakesItsVersionsAndNotItsRows() {
        table("CREATE TABLE known WITH (stream = 'parts')");
        CompileView compiler = new CompileView(STREAMS, KnownViews.of(List.copyOf(views)), Namespace.NONE);
        assertThatThrownBy(() -> compiler.compile("CREATE STREAM named AS SELECT plant, part, s FROM known"))
                .hasMessageContaining("each event takes the place of the one before.");
        assertThat(compiler.compile(
                                "CREATE STREAM named AS SELECT f.flight_id, f.departed_at, k.s FROM flights AS f JOIN"
                                        + " known FOR SYSTEM_TIME AS OF f.departed_at AS k ON f.delay = k.part AND"
                                        + " f.origin = k.plant")
                        .explanation())
                .contains("events time departed_at")
                .contains("TemporalJoin INNER");
    }

    @Test
    void staysInAViewAsItWas() {
        DefinedView table = table("CREATE TABLE known WITH (stream = 'parts', deleted = 'b')");
        CompiledView view = view("", "SELECT s, COUNT(*) AS n FROM known GROUP BY s");
        JsonMapper json = JsonMapper.builder().build();
        DefinedView stored = json.readValue(json.writeValueAsString(table), DefinedView.class);
        assertThat(stored).isEqualTo(table);
        CompiledView again = new CompileView(STREAMS, Namespace.NONE)
                .compile(ReadStatement.of(view.statement().sql()), view.streams(), List.of(stored), List.of());
        assertThat(again.digest()).isEqualTo(view.digest());
        assertThat(json.readValue("{\"name\":\"a\",\"sql\":\"b\",\"columns\":[],\"reads\":[]}", DefinedView.class)
                        .table())
                .isNull();
    }

    @Test
    void refusesATableWhoseStreamHasLostColumns() {
        DefinedView table = table("CREATE TABLE known WITH (stream = 'parts')");
        List<ViewColumn> more = new ArrayList<>(table.columns());
        more.add(new ViewColumn("gone", "BIGINT"));
        views.clear();
        views.add(new DefinedView(table.name(), table.sql(), more, List.of(), List.of(), table.table()));
        assertThatThrownBy(() -> view("", "SELECT s FROM known")).hasMessageContaining("its stream had other columns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE t (a INT) WITH (stream = 'parts')|1:17|expected PRIMARY KEY",
                "CREATE TABLE t (PRIMARY KEY (part)) WITH (stream = 'parts')|1:35|expected NOT ENFORCED",
                "CREATE TABLE t (PRIMARY KEY (part) NOT ENFORCED) WITH (stream = 'parts')|1:30|is that of its stream:"
                        + " part, plant",
                "CREATE TABLE t|1:14|expected WITH",
                "CREATE TABLE t WITH (deleted = 'b')|1:14|The option stream is missing",
                "CREATE TABLE t WITH (streams = 'parts')|1:22|Did you mean 'stream'?",
                "CREATE TABLE t WITH (stream = 'parts', stream = 'parts')|1:40|is given twice",
                "CREATE TABLE t WITH (stream = parts)|1:31|a name in apostrophes",
                "CREATE TABLE t WITH (stream = 'part')|1:31|Did you mean 'parts'?",
                "CREATE TABLE t WITH (stream = 'logs')|1:31|has no primary key",
                "CREATE TABLE t WITH (stream = 'parts', deleted = 'l')|1:50|has to be a BOOLEAN",
                "CREATE TABLE t WITH (stream = 'parts', deleted = 'bb')|1:50|has no column 'bb'",
                "CREATE TABLE Parts WITH (stream = 'parts')|1:14|A table cannot be named 'Parts'",
                "CREATE TABLE IF EXISTS t WITH (stream = 'parts')|1:17|expected NOT EXISTS",
                "CREATE TABLE t WITH (stream = 'parts') AS SELECT 1|1:40|nothing is expected any more",
                "DROP TABLE|1:6|expected the table's name",
                "SHOW TABLES LIKE a|1:18|a pattern in apostrophes"
            })
    void refusesWithPlaceAndMend(String sql, String place, String message) {
        try {
            table(sql);
            throw new AssertionError("nothing was refused");
        } catch (MillraceException e) {
            assertThat(e.getMessage()).contains(message);
            assertThat(e.violations().getFirst().line() + ":"
                            + e.violations().getFirst().column())
                    .isEqualTo(place);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create table if not exists t with (stream = 'a') ;|Create",
                "DROP TABLE IF EXISTS t|Drop",
                "SHOW TABLES LIKE 'a%'|Show",
                "SHOW CREATE TABLE t|ShowCreate"
            })
    void readsStatements(String sql, String kind) {
        assertThat(ParseStatement.of(sql).getClass().getSimpleName()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"SHOW VIEWS", "CREATE MATERIALIZED VIEW v AS SELECT 1", "SHOW CREATE VIEW v"})
    void leavesOtherStatements(String sql) {
        assertThat(ParseStatement.of(sql)).isNotInstanceOf(Statement.OfTable.class);
    }
}
