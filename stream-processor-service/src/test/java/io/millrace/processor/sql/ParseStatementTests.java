package io.millrace.processor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseStatementTests {
    private static final String CREATE = "CREATE MATERIALIZED VIEW v AS SELECT a FROM s";

    @ParameterizedTest
    @CsvSource({
        "DROP MATERIALIZED VIEW v, Drop",
        "drop view if exists v;, Drop",
        "PAUSE VIEW v, Pause",
        "ALTER MATERIALIZED VIEW v SUSPEND, Pause",
        "RESUME MATERIALIZED VIEW v, Resume",
        "ALTER MATERIALIZED VIEW v RESUME, Resume",
        "SHOW CREATE VIEW v, ShowCreate",
        "SHOW CREATE STREAM s, ShowCreate",
        "DROP STREAM IF EXISTS s, Drop",
        "PAUSE STREAM s, Pause",
        "RESUME STREAM s, Resume",
        "EXPLAIN TOPOLOGY STREAM s, ExplainMade",
        "SHOW VIEWS, Show",
        "SHOW STREAMS LIKE 'fl%' ;;, Show",
        "DESC v, Describe",
        "DESCRIBE EXTENDED v, Describe",
        "EXPLAIN COST VIEW v, ExplainMade",
        "EXPLAIN FOR SELECT a FROM s, Explain",
        "/* a comment */ SHOW RUNTIMES, Show",
        "CREATE FUNCTION f AS 'a.B' USING JAR 'b.jar', CreateFunction",
        "create function if not exists f as 'a.B' language java using jar 'b.jar';, CreateFunction",
        "DROP FUNCTION f, DropFunction",
        "DROP FUNCTION IF EXISTS f, DropFunction",
        "DESCRIBE FUNCTION f, DescribeFunction",
        "DESC FUNCTION EXTENDED f, DescribeFunction",
        "DESCRIBE function, Describe",
        "DESCRIBE EXTENDED function, Describe",
    })
    void readsStatements(String sql, String kind) {
        assertThat(ParseStatement.of(sql).getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void readsWhatIsExplainedWithThePlacesOfTheWhole() {
        Statement.Explain explain = (Statement.Explain) ParseStatement.of("EXPLAIN LINEAGE FOR\n  " + CREATE);

        assertThat(explain.detail()).isEqualTo(Statement.Detail.LINEAGE);
        assertThat(explain.view().name()).isEqualTo("v");
        assertThat(explain.view().namePlace()).isEqualTo(new SqlPlace(2, 28));
    }

    @Test
    void keepsEmitOfAQueryThatIsExplained() {
        Statement.Explain explain =
                (Statement.Explain) ParseStatement.of("EXPLAIN SELECT a FROM s EMIT ON WINDOW CLOSE");

        assertThat(explain.view().onWindowClose()).isTrue();
        assertThat(explain.view().query().text().strip()).isEqualTo("SELECT a FROM s");
    }

    @Test
    void readsAFunctionWithItsPlaces() {
        Statement.CreateFunction create = (Statement.CreateFunction)
                ParseStatement.of("CREATE FUNCTION far\n  AS 'com.acme.Far' USING JAR 'acme-1.jar'");

        assertThat(create.name()).isEqualTo(new Statement.Name("far", new SqlPlace(1, 17)));
        assertThat(create.className()).isEqualTo(new Statement.Name("com.acme.Far", new SqlPlace(2, 6)));
        assertThat(create.jar().text()).isEqualTo("acme-1.jar");
        assertThat(create.ifNotExists()).isFalse();
    }

    @Test
    void takesMannersForNoPartOfADefinition() {
        CreateView plain = ReadStatement.of(CREATE);
        CreateView replacing = ReadStatement.of(CREATE.replace("CREATE", "CREATE OR REPLACE"));
        CreateView absent = ReadStatement.of(CREATE.replace("VIEW", "VIEW IF NOT EXISTS"));

        assertThat(replacing.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(absent.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(absent.ifNotExists()).isTrue();
        assertThat(plain.ifNotExists()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "SELECT a FROM s",
                "INSERT INTO s VALUES (1)",
                "SHOW",
                "SHOW VIEW v",
                "SHOW VIEWS LIKE fl",
                "SHOW VIEWS v",
                "DROP INDEX v",
                "DROP VIEW IF v",
                "DROP VIEW",
                "DROP VIEW V",
                "DROP VIEW a.b",
                "ALTER MATERIALIZED VIEW v",
                "ALTER MATERIALIZED VIEW v AS SELECT a FROM s",
                "PAUSE v",
                "EXPLAIN",
                "EXPLAIN VIEW v SELECT",
                "CREATE OR REPLACE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT a FROM s",
                "CREATE MATERIALIZED VIEW IF v AS SELECT a FROM s",
                "SHOW VIEWS; SHOW STREAMS",
                "GRANT x",
                "CREATE FUNCTION",
                "CREATE FUNCTION f AS a.B USING JAR 'b.jar'",
                "CREATE FUNCTION f AS 'a.B'",
                "CREATE FUNCTION f AS 'a.B' LANGUAGE PYTHON USING JAR 'b.jar'",
                "CREATE FUNCTION f AS 'a.B' USING JAR 'b.jar', JAR 'c.jar'",
                "CREATE OR REPLACE FUNCTION f AS 'a.B' USING JAR 'b.jar'",
                "CREATE TEMPORARY SYSTEM FUNCTION f AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION F AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION a.f AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION upper AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION now AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION tumble AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION cumulate AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION row_number AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION select AS 'a.B' USING JAR 'b.jar'",
                "CREATE FUNCTION exists AS 'a.B' USING JAR 'b.jar'",
                "DROP FUNCTION",
                "DROP FUNCTION IF f",
                "DROP FUNCTION f, g",
            })
    void refusesWithPlaceAndMend(String sql) {
        assertThatThrownBy(() -> ParseStatement.of(sql)).isInstanceOfSatisfying(MillraceException.class, refusal -> {
            assertThat(refusal.violations()).hasSize(1);
            assertThat(refusal.violations().getFirst().line()).isNotNull();
            assertThat(refusal.violations().getFirst().hint()).isNotBlank();
        });
    }
}
