package io.millrace.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.check.CheckedEvents.CheckedEvent;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.CheckedViews.Quarantined;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.ingestion.EventError;
import io.millrace.api.view.ViewColumn;
import io.millrace.cli.check.Report.TestResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JudgeTestTests {
    private static final CheckedView VIEW = new CheckedView(
            "counts.sql",
            "counts",
            List.of("flights"),
            List.of(new ViewColumn("origin", "VARCHAR"), new ViewColumn("n", "BIGINT")),
            List.of("origin"),
            List.of());
    private static final JsonNode ROW = JsonMapper.shared().readTree("{\"origin\":\"LAS\",\"n\":1}");
    private static final CheckedEvent ADMITTED = new CheckedEvent("MQ==", null);
    private static final CheckedEvent REFUSED =
            new CheckedEvent(null, new EventError(0, "TYPE_MISMATCH", "/n", "n is x; the contract says integer."));

    private static TestResult judged(String test, List<List<CheckedEvent>> events, Ran ran) {
        ViewTests file = ReadViewTests.of("counts.test.yaml", "view: counts\ntests:\n  - name: it\n" + test.indent(4))
                .tests();
        assertThat(file).isNotNull();
        return new JudgeTest(file, file.tests().getFirst(), VIEW).of(events, ran);
    }

    private static Ran ran(Quarantined... quarantined) {
        return new Ran(List.of(ROW), 0, List.of(quarantined), 1, null);
    }

    @Test
    void passesWhenRowsAreAsExpected() {
        TestResult result = judged("given: {flights: [{id: 1}]}\nexpect: [{n: 1}]", List.of(List.of(ADMITTED)), ran());
        assertThat(result.passed()).as(result.toString()).isTrue();
    }

    @Test
    void namesEventsThatTheContractRefuses() {
        String test = "given: {flights: [{id: 1}]}\nexpect: [{n: 1}]\n";
        TestResult surprised = judged(test, List.of(List.of(REFUSED)), ran());
        assertThat(surprised.messages().toString()).contains("line 4: the contract of flights refuses", "n is x");
        assertThat(judged(test + "quarantined: 1", List.of(List.of(REFUSED)), ran())
                        .passed())
                .isTrue();
        TestResult two =
                judged(test + "quarantined: 1", List.of(List.of(REFUSED)), ran(new Quarantined("X", "y", "{}")));
        assertThat(two.messages()).containsExactly("quarantined is 2, expected 1.");
        assertThat(two.notes()).hasSize(2);
    }

    @Test
    void namesUnknownAndUnnamedColumns() {
        TestResult result = judged("expect: [{orign: LAS}]\nexact: true", List.of(), ran());
        assertThat(result.messages().toString())
                .contains("line 4: the view has no column 'orign'. Did you mean 'origin'?", "does not name origin, n");
    }

    @Test
    void comparesLateRowsWhereTheTestSpeaksOfThem() {
        Quarantined event = new Quarantined("LATE_EVENT", "It came late.", "{}");
        Ran late = new Ran(List.of(ROW), 2, List.of(event), 1, null);
        assertThat(judged("expect: [{n: 1}]", List.of(), late).passed()).isTrue();
        assertThat(judged("expect: [{n: 1}]", List.of(), late).notes()).hasSize(1);
        assertThat(judged("lateRows: 1", List.of(), late).messages()).containsExactly("lateRows is 2, expected 1.");
    }

    @Test
    void refusesOneKeyInTwoPartitionsAndStreamsThatAreNotRead() {
        TestResult result = judged(
                "given: {flights: {partitions: [[{id: 1}], [{id: 1}]]}, airports: []}\nexpect: [{n: 1}]",
                List.of(List.of(ADMITTED, ADMITTED), List.of()),
                ran());
        assertThat(result.messages().toString())
                .contains("an event of the same key is in partition 0", "the view does not read airports");
    }

    @Test
    void tellsWhyItWasNotRun() {
        TestResult result =
                judged("expect: []", List.of(), new Ran(List.of(), 0, List.of(), 0, "its view was refused"));
        assertThat(result.messages()).containsExactly("It was not run: its view was refused.");
        assertThat(result.passed()).isFalse();
    }
}
