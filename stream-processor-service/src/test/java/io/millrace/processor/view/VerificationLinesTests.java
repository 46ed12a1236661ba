package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class VerificationLinesTests {
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private long now = 5;
    private final VerificationLines lines =
            new VerificationLines(JsonMapper.builder().build(), response, () -> now);

    private void step(long read, long toRead) {
        lines.step(new Verification.Step(read, toRead));
    }

    private String written() throws Exception {
        return response.getContentAsString();
    }

    @Test
    void doNotBeginWhileWorkMayStillBeRefused() throws Exception {
        step(0, 0);
        now += VerificationLines.INTERVAL_NS - 1;
        step(0, 0);
        assertThat(lines.begun()).isFalse();
        assertThat(response.isCommitted()).isFalse();
        assertThat(written()).isEmpty();
    }

    @Test
    void beginAfterASecondThoughNothingIsKnown() throws Exception {
        now += VerificationLines.INTERVAL_NS;
        step(0, 0);
        assertThat(written()).isEqualTo("{\"eventsRead\":0,\"eventsToRead\":0}\n");
        assertThat(response.isCommitted()).isTrue();
        assertThat(response.getContentType()).isEqualTo("application/x-ndjson");
    }

    @Test
    void tellAtOnceWhatThereIsToReadAndThenOnceASecond() throws Exception {
        step(0, 10);
        step(4, 10);
        now += VerificationLines.INTERVAL_NS;
        step(7, 10);
        step(8, 10);
        assertThat(written())
                .isEqualTo("{\"eventsRead\":0,\"eventsToRead\":10}\n{\"eventsRead\":7,\"eventsToRead\":10}\n");
    }

    @Test
    void goOnToBeToldOnceASecondWhileLinesWaitInTheBuffer() throws Exception {
        step(0, 10);
        for (int i = 0; i < 3; i++) {
            now += VerificationLines.INTERVAL_NS / 2;
            lines.tell(Map.of("reached", i));
            step(i, 10);
        }
        assertThat(written()).contains("{\"reached\":1}\n{\"eventsRead\":1,");
    }
}
