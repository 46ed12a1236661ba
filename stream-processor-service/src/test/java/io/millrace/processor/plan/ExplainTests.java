package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.sql.ParseStatement;
import io.millrace.processor.sql.Statement;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What EXPLAIN says, as people read it. */
class ExplainTests {
    private final CompileView compiler = new CompileView(KnownStreams.of(TestStreams.STREAMS.values()), Namespace.NONE);

    @Test
    void explainsAsBefore() throws Exception {
        assertThat(GoldenFile.named("explain.golden").hold(this::explained)).isGreaterThan(12);
    }

    @Test
    void drawsTheStages() {
        String sql = "EXPLAIN TOPOLOGY SELECT origin, COUNT(*) AS n FROM flights GROUP BY origin";
        Statement.Explain statement = (Statement.Explain) ParseStatement.of(sql);

        assertThat(compiler.compile(statement.view()).flowchart()).isEqualTo("""
            flowchart LR
              stream0[("flights")] --> scan0
              scan0 --> exchange0
              exchange0[(exchange0)] --> merge0
              merge0 --> view[(view)]
            """);
    }

    private String explained(String sql) {
        try {
            Statement.Explain statement = (Statement.Explain) ParseStatement.of(sql);
            return switch (statement.detail()) {
                case PLAN -> compiler.compile(statement.view()).explanation();
                case TOPOLOGY -> compiler.compile(statement.view()).topology();
                case LINEAGE -> lineage(compiler.lineage(statement.view()));
                case COST ->
                    compiler.compile(statement.view()).costs().stream()
                            .map(cost ->
                                    cost.node() + " | " + cost.work() + " | " + cost.keeps() + " | " + cost.until())
                            .collect(Collectors.joining("\n"));
            };
        } catch (MillraceException e) {
            return e.code() + " " + e.detail();
        }
    }

    private static String lineage(ColumnLineage lineage) {
        StringBuilder text = new StringBuilder();
        lineage.columns()
                .forEach(column -> text.append(column.name())
                        .append(": ")
                        .append(influences(column.influences()))
                        .append('\n'));
        return text.append("rows: ").append(influences(lineage.rows())).toString();
    }

    private static String influences(Iterable<ColumnLineage.Influence> influences) {
        StringBuilder text = new StringBuilder();
        influences.forEach(one -> text.append(text.isEmpty() ? "" : ", ")
                .append(one.stream())
                .append('.')
                .append(one.column())
                .append(' ')
                .append(one.kind()));
        return text.toString();
    }
}
