package io.millrace.views.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernel.MillraceException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RequestedReceiptsTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static RequestedReceipts parse(String body) {
        return RequestedReceipts.parse(JSON.readTree(body));
    }

    @Test
    void takesOneOrSeveralWithRowsOrWithout() {
        RequestedReceipts one = parse("{\"receipt\":\"a.b.c\",\"rows\":[{\"n\":1},null]}");
        assertThat(one.several()).isFalse();
        assertThat(one.receipts().getFirst().rows()).hasSize(2);
        RequestedReceipts several = parse("{\"receipts\":[\"a.b.c\",{\"receipt\":\"d.e.f\"}]}");
        assertThat(several.several()).isTrue();
        assertThat(several.receipts())
                .containsExactly(
                        new RequestedReceipts.Given("a.b.c", null), new RequestedReceipts.Given("d.e.f", null));
    }

    @Test
    void tellsAllThatIsWrongWithItsPlace() {
        assertThatThrownBy(() -> parse("{\"receipts\":[7,\"junk\",{\"receipt\":\"a.b.c\",\"rows\":{}},{\"row\":1}]}"))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.violations())
                                .extracting(violation -> violation.pointer() + " " + violation.code())
                                .containsExactly(
                                        "/receipts/0 INVALID_VALUE",
                                        "/receipts/1 MALFORMED_RECEIPT",
                                        "/receipts/2/rows INVALID_VALUE",
                                        "/receipts/3/row UNKNOWN_MEMBER",
                                        "/receipts/3/receipt MALFORMED_RECEIPT"));
    }

    @Test
    void hasItsBounds() {
        assertThatThrownBy(() -> parse("{\"receipts\":[" + "\"a.b.c\",".repeat(1_000) + "\"a.b.c\"]}"))
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> parse("{\"receipt\":\"a.b." + "c".repeat(11_000) + "\"}"))
                .hasMessageContaining("at most");
    }
}
