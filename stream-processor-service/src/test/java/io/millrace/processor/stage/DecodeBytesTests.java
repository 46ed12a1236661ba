package io.millrace.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.ValueType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeBytesTests {
    private static Object decode(String json) throws Exception {
        DecodeEvents decoder = DecodeEventsProperties.decoder(
                List.of(DecodeEventsProperties.column("c", Kind.VARBINARY)), List.of(ViewPlan.Member.of("c")));
        return decoder.decode(("{\"c\":" + json + "}").getBytes(StandardCharsets.UTF_8), 0, 0, 0)[0];
    }

    @Test
    void readsBytesInTheOneSpellingOfBase64() throws Exception {
        assertThat(decode("\"\"")).isEqualTo(Bytes.of());
        assertThat(decode("\"+\\/8\\u0041\"")).isEqualTo(Bytes.of((byte) -5, (byte) -1, (byte) 0));
        assertThat(decode("\"AQ==\"")).isEqualTo(Bytes.of((byte) 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"A\"",
                "\"AQ\"",
                "\"AQ=\"",
                "\"AR==\"",
                "\"AQJ=\"",
                "\"AQID\\n\"",
                "\" AQID\"",
                "\"-_8A\"",
                "\"=AQI\"",
                "\"AQ==AQ==\"",
                "\"====\"",
                "\"AQIä\"",
                "1",
                "[1]",
                "true",
                "{}"
            })
    void refusesWhatIsNoBase64(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(UndecodableEvent.class);
    }
}
