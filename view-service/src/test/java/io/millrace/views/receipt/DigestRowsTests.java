package io.millrace.views.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class DigestRowsTests {
    private static String canonical(String json) {
        return DigestRows.canonical(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasOneSpellingOfEachValue() {
        assertThat(canonical("{\"b\" : 12.50, \"a\":[1e2, -0.0, null,true]}"))
                .isEqualTo("{\"a\":[1e2,0e0,null,true],\"b\":125e-1}");
        assertThat(canonical("\"\\u0041\\n\\u0001/\\/\"")).isEqualTo("\"A\\n\\u0001//\"");
        assertThat(canonical("9007199254740993")).isNotEqualTo(canonical("9007199254740992"));
        assertThat(canonical("\"?\"")).isNotEqualTo(canonical("\"\\ud800\""));
        assertThat(canonical("12.5")).isNotEqualTo(canonical("\"12.5\""));
    }

    @Test
    void countsRowsAndTellsTheirOrderAndAbsence() {
        byte[] a = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        byte[] b = "{\"a\":2}".getBytes(StandardCharsets.UTF_8);
        assertThat(new DigestRows().add(a).add(b).rows()).isEqualTo(2);
        assertThat(new DigestRows().add(a).add(b).hex())
                .isNotEqualTo(new DigestRows().add(b).add(a).hex());
        assertThat(new DigestRows().add(null).hex()).isNotEqualTo(new DigestRows().hex());
    }

    @Test
    void claimsAreReadAsTheyWereWritten() {
        for (Receipt.Question question : new Receipt.Question[] {
            new Receipt.Question.ByQuery("a=eq.%C3%A4&limit=1"),
            new Receipt.Question.ByKey("a,b"),
            new Receipt.Question.ByKeys("[[\"a\",1]]")
        }) {
            Receipt receipt = new Receipt(
                    "v",
                    3,
                    "AQ",
                    Map.of("orders", "shop:1.0.0"),
                    "ab",
                    question,
                    true,
                    7,
                    true,
                    "cd",
                    Instant.ofEpochSecond(1_795_774_801));
            assertThat(Receipt.parse(receipt.claims())).isEqualTo(receipt);
        }
        assertThat(Receipt.parse("{}".getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(Receipt.parse("7".getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void takesANumberThatIsNoValueForAnother() {
        JsonMapper exact = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        assertThat(DigestRows.canonical(exact.readTree("{\"n\":100e2147483647}")))
                .isNotEqualTo(DigestRows.canonical(exact.readTree("{\"n\":1}")));
    }
}
