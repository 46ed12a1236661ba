package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.FakeGateway.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MillraceTests {
    private static final Map<String, String> NOTHING_THERE =
            Map.of("MILLRACE_URL", "http://127.0.0.1:1", "MILLRACE_API_KEY", "k", "MILLRACE_HOME", "/nonexistent/home");

    @Test
    void helpIsNoFailure() {
        Outcome outcome = FakeGateway.run(NOTHING_THERE, "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("up", "status", "down", "apply", "push", "query", "demo");
    }

    @Test
    void wrongUseIsTwo() {
        assertThat(FakeGateway.run(NOTHING_THERE, "apply").code()).isEqualTo(2);
        assertThat(FakeGateway.run(NOTHING_THERE, "get", "nonsense").code()).isEqualTo(2);
        assertThat(FakeGateway.run(NOTHING_THERE, "nonsense").code()).isEqualTo(2);
        assertThat(FakeGateway.run(NOTHING_THERE).code()).isEqualTo(2);
        assertThat(FakeGateway.run(NOTHING_THERE, "demo", "--rate", "0").code()).isEqualTo(2);
    }

    @Test
    void aGatewayThatIsNotThereIsOneLineWithTheMend() {
        Outcome outcome = FakeGateway.run(NOTHING_THERE, "get", "views");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().strip())
                .isEqualTo(
                        "Nothing answers at http://127.0.0.1:1; start Millrace with ./millrace up, or set MILLRACE_URL");
    }

    @Test
    void aMissingTokenIsOneLineWithTheMend() {
        Outcome outcome = FakeGateway.run(Map.of("MILLRACE_HOME", "/nonexistent/home"), "get", "views");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("/nonexistent/home/token").contains("./millrace up");
    }

    @Test
    void theTokenOfThisHomeIsNotSentToAnotherMachine() {
        Outcome outcome = FakeGateway.run(
                Map.of("MILLRACE_HOME", "/nonexistent/home", "MILLRACE_URL", "https://millrace.example"),
                "get",
                "views");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("another machine", "MILLRACE_API_KEY");
    }

    @Test
    void downOfNothingIsNoFailure() {
        Outcome outcome = FakeGateway.run(NOTHING_THERE, "down");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("does not run");
    }

    @Test
    void statusListsTheTenInTheDocumentedForm() {
        Outcome outcome = FakeGateway.run(NOTHING_THERE, "status", "--json");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out().strip())
                .startsWith("[{\"name\":\"kafka\",\"pid\":null,\"port\":29092,\"state\":\"STOPPED\"},")
                .contains("\"postgres\"", "\"redis\"", "\"gateway\"", "\"contract-registry-service\"")
                .contains("\"ingestion-service\"", "\"stream-processor-service\"", "\"view-service\"")
                .endsWith("{\"name\":\"observability-service\",\"pid\":null,\"port\":8086,\"state\":\"STOPPED\"}]");
    }
}
