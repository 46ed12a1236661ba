package io.millrace.orchestration.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckTexts;
import io.millrace.api.check.CheckedTexts.CheckedText;
import io.millrace.api.check.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckWorkflowsTests {
    private static final String WORKFLOW = """
        kind: Workflow
        name: report
        on:
          manual: {}
        steps:
          ask:
            uses: http
            url: https://reports.example.com/run
        """;

    private static CheckedText check(String text) {
        return new CheckWorkflows()
                .answer(new CheckTexts(List.of(new SourceText("report.yaml", text))))
                .files()
                .getFirst();
    }

    @Test
    void takesHostsThatTheInstallationMayAllow() {
        assertThat(check(WORKFLOW).violations()).isEmpty();
    }

    @Test
    void namesMistakesWithTheirLines() {
        assertThat(check(WORKFLOW.replace("uses: http", "uses: smoke")).violations())
                .extracting("line")
                .containsExactly(7);
    }
}
