package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.KnownStreams;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Statements that no person writes are refused with a place, whichever part of the compiler they break. */
class HostileStatementsTests {
    private static final String VIEW = "CREATE MATERIALIZED VIEW v AS SELECT flight_id FROM flights WHERE ";

    private final CompileView compiler = new CompileView(KnownStreams.of(TestStreams.STREAMS.values()), Namespace.NONE);

    @Test
    void depthIsRefusedWhereverItShows() {
        String list = IntStream.range(0, 5_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String condition =
                IntStream.range(0, 3_000).mapToObj(i -> "delay = " + i).collect(Collectors.joining(" OR "));
        refusesAsTooDeep(VIEW + "delay IN (" + list + ")");
        refusesAsTooDeep(VIEW + condition);
        refusesAsTooDeep(VIEW + String.join("+", Collections.nCopies(8_000, "delay")) + " > 0");
        refusesAsTooDeep(VIEW + "NOT ".repeat(10_000) + "delay > 0");
        refusesAsTooDeep(VIEW + "(".repeat(9_000) + "delay" + ")".repeat(9_000) + " > 0");
    }

    @Test
    void aMethodBeyondTheLimitOfTheJvmIsRefused() {
        String whens = IntStream.range(0, 1_500)
                .mapToObj(i -> "WHEN delay = " + i + " THEN 'x" + i + "'")
                .collect(Collectors.joining(" "));
        refusesAsTooDeep(VIEW + "CASE " + whens + " ELSE 'y' END = 'x7'");
    }

    @Test
    void whatIsNoTextIsRefusedWithItsPlace() {
        assertThat(refusal("CREATE MATERIALIZED VIEW v AS\r\nSELECT 'a\0b' AS z FROM flights"))
                .extracting(Violation::line, Violation::column, Violation::code)
                .containsExactly(2, 10, "INVALID_SQL");
        assertThat(refusal("-- \uD800\nSELECT 1").detail()).isEqualTo("The character U+D800 is not text.");
        assertThat(refusal("SELECT '\uD83D\uDE00'").detail()).doesNotContain("not text");
    }

    private void refusesAsTooDeep(String sql) {
        MillraceException refused = catchThrowableOfType(MillraceException.class, () -> compiler.compile(sql));
        assertThat(refused).as(sql.substring(0, 100)).isNotNull();
        assertThat(refused.code()).isEqualTo(ProcessorError.UNSUPPORTED_SQL);
        assertThat(refused.violations().getFirst().detail()).startsWith("The query is nested too deeply");
    }

    private Violation refusal(String sql) {
        return catchThrowableOfType(MillraceException.class, () -> compiler.compile(sql))
                .violations()
                .getFirst();
    }
}
