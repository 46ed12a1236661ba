package io.millrace.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefusedTests {
    private static StageOutput.Refused refused(String payload) {
        return new StageOutput.Refused("CODE", "Facts.", "/a", "0-1", payload.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keepsASmallPayloadWhole() {
        StageOutput.Refused small = refused("{}");
        assertThat(small.bounded()).isSameAs(small);
    }

    @Test
    void keepsTheBeginningOfALargePayloadWithoutCuttingACharacter() {
        StageOutput.Refused bounded = refused("a" + "ä".repeat(600_000)).bounded();
        assertThat(bounded.detail()).isEqualTo("Facts. The payload is the first 1048575 bytes of 1200001.");
        assertThat(new String(bounded.payload(), StandardCharsets.UTF_8)).isEqualTo("a" + "ä".repeat(524_287));
        assertThat(bounded.pointer()).isEqualTo("/a");
    }
}
