package io.millrace.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.cli.project.Kind;
import io.millrace.cli.project.ProjectFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PrepareRunsTests {
    private static final StreamSchema RATES = new StreamSchema(
            "rates",
            "rates",
            new UUID(0, 1),
            "rates",
            "1.0.0",
            1,
            List.of(ColumnSchema.of("currency", ColumnType.STRING, true, 1)),
            null,
            0,
            false,
            -1);
    private static final List<ProjectFile> STATEMENTS = List.of(
            file(Kind.TABLE, "known", "CREATE TABLE known WITH (stream = 'rates')"),
            file(Kind.VIEW, "v", "CREATE MATERIALIZED VIEW v AS SELECT * FROM known"));

    private static ProjectFile file(Kind kind, String name, String sql) {
        return new ProjectFile(kind, name, Path.of(kind.folder(), name + ".sql"), sql);
    }

    private static PrepareRuns runs(String view, String stream) {
        ViewTests tests =
                ReadViewTests.of("v.test.yaml", """
                        view: %s
                        tests:
                          - name: latest
                            given:
                              %s:
                                - {currency: NOK}
                            expect: []
                        """.formatted(view, stream)).tests();
        return new PrepareRuns(List.of(RATES), STATEMENTS, List.of(tests));
    }

    private static String mistakes(PrepareRuns runs) {
        return runs.mistakes().toString();
    }

    @Test
    void viewsOverTablesTakeTheEventsOfTheirStreams() {
        PrepareRuns runs = runs("v", "rates");
        assertThat(runs.eventsOf(List.of(RATES)).given()).hasSize(1);
        runs.inspected(List.of(List.of(new CheckedEvent(null, null))));
        assertThat(runs.runs())
                .containsExactly(new CheckViews.Run(
                        Path.of("views", "v.sql").toString(),
                        Map.of("rates", List.of(List.of("{\"currency\":\"NOK\"}")))));
    }

    @Test
    void aTableHasNoEventsOfItsOwnAndNoRowsToTest() {
        assertThat(mistakes(runs("v", "known"))).contains("UNKNOWN_STREAM", "give the events of the stream");
        assertThat(mistakes(runs("known", "rates"))).contains("UNKNOWN_VIEW", "No file in views/ creates the view");
    }
}
