package io.millrace.benchmarks.flink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** What Flink is asked: the query of the view's own statement, or its form in Flink's dialect. */
final class QueryText {
    private static final String AS = " AS\n";

    private QueryText() {}

    static String of(FlinkRun run) throws IOException {
        try (InputStream dialect = QueryText.class.getResourceAsStream("/nexmark/" + run.query() + ".sql")) {
            if (dialect != null) {
                return new String(dialect.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        String statement = Files.readString(run.statement());
        int start = statement.indexOf(AS);
        if (start < 0) {
            throw new IllegalArgumentException(run.statement() + " has no line that ends with AS before its query.");
        }
        return statement.substring(start + AS.length());
    }
}
