package io.millrace.views.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.view.RowsAnew;
import io.millrace.views.receipt.DigestRows;
import io.millrace.views.receipt.Receipt;
import io.millrace.views.serving.AnswerAnew;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReceiptCheckTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final byte[] ROW = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "{\"a\":2}".getBytes(StandardCharsets.UTF_8);
    private static final List<RowsAnew.RemovedStart> REMOVED = List.of(new RowsAnew.RemovedStart("orders", 0, 5));

    private static ReceiptCheck check(@Nullable List<JsonNode> given) {
        Receipt receipt = new Receipt(
                "v",
                1,
                "AQ",
                Map.of(),
                "ab",
                new Receipt.Question.ByQuery("limit=1"),
                false,
                1,
                false,
                new DigestRows().add(ROW).hex(),
                Instant.EPOCH);
        return new ReceiptCheck(receipt, given);
    }

    private static AnswerAnew.Answer answer(boolean more, byte[]... rows) {
        return new AnswerAnew.Answer(Arrays.asList(rows), more);
    }

    private static List<JsonNode> given(String rows) {
        return JSON.readTree(rows).valueStream().toList();
    }

    private static void found(ReceiptCheck check, Verdict verdict, Verdict.@Nullable Reason reason) {
        assertThat(check.verdict().verdict()).isEqualTo(verdict);
        assertThat(check.verdict().reason()).isEqualTo(reason);
    }

    @Test
    void confirmsWhatIsEqualWhateverWasRemoved() {
        ReceiptCheck check = check(given("[{\"a\": 1.0}]"));
        check.compare(answer(false, ROW));
        check.end(REMOVED);
        found(check, Verdict.CONFIRMED, null);
    }

    @Test
    void refutesAnotherAnswerWhereTheLogIsWhole() {
        for (AnswerAnew.Answer other :
                List.of(answer(false, OTHER), answer(true, ROW), answer(false), answer(false, ROW, OTHER))) {
            ReceiptCheck check = check(null);
            check.compare(other);
            check.end(List.of());
            found(check, Verdict.REFUTED, Verdict.Reason.ANSWER);
        }
        ReceiptCheck check = check(null);
        check.compare(answer(false, OTHER));
        check.end(REMOVED);
        found(check, Verdict.UNVERIFIABLE, Verdict.Reason.BEGINNING_REMOVED);
    }

    @Test
    void refutesRowsThatAreNotThoseOfTheReceiptAlsoWithoutTheLog() {
        ReceiptCheck compared = check(given("[{\"a\":1},{\"a\":2}]"));
        compared.compare(answer(false, ROW));
        compared.end(List.of());
        found(compared, Verdict.REFUTED, Verdict.Reason.ROWS);
        assertThat(compared.verdict().difference()).isEqualTo(new ReceiptVerdict.Difference(1, null, "{\"a\":2}"));
        ReceiptCheck alone = check(given("[]"));
        alone.cannot(Verdict.Reason.VIEW_UNKNOWN, "It is not here.");
        found(alone, Verdict.REFUTED, Verdict.Reason.ROWS);
        assertThat(alone.verdict().difference()).isNull();
    }

    @Test
    void refutesNothingThatWasNotCompared() {
        ReceiptCheck check = check(null);
        assertThatThrownBy(check::verdict).isInstanceOf(IllegalStateException.class);
        check.end(List.of());
        found(check, Verdict.UNVERIFIABLE, Verdict.Reason.UNAVAILABLE);
    }

    @Test
    void keepsWhatWasConfirmedWhenTheRestFails() {
        ReceiptCheck check = check(null);
        check.compare(answer(false, ROW));
        check.cannot(Verdict.Reason.BUSY, "Later.");
        found(check, Verdict.CONFIRMED, null);
    }
}
