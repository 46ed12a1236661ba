package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WatchedViewTests {
    @Test
    void averagesGetOneDigitAndTheRestStaysAsItIs() {
        assertThat(WatchedView.rounded(
                                JsonMapper.shared()
                                        .readTree(
                                                "{\"origin\":\"LAS\",\"flights\":7,\"avg_delay\":-6.311111111111111,\"miles\":1750.0,\"worst\":null}"))
                        .toString())
                .isEqualTo("{\"origin\":\"LAS\",\"flights\":7,\"avg_delay\":-6.3,\"miles\":1750.0,\"worst\":null}");
    }
}
