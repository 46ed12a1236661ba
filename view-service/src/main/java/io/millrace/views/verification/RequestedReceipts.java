package io.millrace.views.verification;

import io.millrace.kernel.MillraceException;
import io.millrace.views.receipt.IssueReceipts;
import io.millrace.views.serving.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a verification: one receipt, or several.
 *
 * @param several whether they were given as several, and are answered so
 * @param receipts 1 to {@value #RECEIPTS_MAX}
 */
record RequestedReceipts(boolean several, List<Given> receipts) {
    static final int RECEIPTS_MAX = 1_000;

    private static final Set<String> ONE = Set.of("receipt", "rows");
    private static final Set<String> SEVERAL = Set.of("receipts");
    /** The compact form of a JWS. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    /** @param rows as a client has them; null where none were given */
    record Given(String receipt, @Nullable List<JsonNode> rows) {}

    /** @throws MillraceException with all violations */
    static RequestedReceipts parse(JsonNode body) {
        Violations violations = new Violations();
        boolean several = body.has("receipts");
        List<Given> receipts = new ArrayList<>();
        if (several) {
            violations.expectMembers(body, "", SEVERAL);
            List<JsonNode> items = violations.items(body, "receipts", RECEIPTS_MAX, "receipts");
            for (int i = 0; i < items.size(); i++) {
                String pointer = "/receipts/" + i;
                JsonNode item = items.get(i);
                receipts.add(
                        item.isString()
                                ? new Given(token(pointer, item, violations), null)
                                : given(pointer, item, violations));
            }
        } else {
            receipts.add(given("", body, violations));
        }
        violations.refuse();
        return new RequestedReceipts(several, List.copyOf(receipts));
    }

    private static Given given(String pointer, JsonNode item, Violations violations) {
        if (!item.isObject()) {
            violations.add(
                    pointer, "INVALID_VALUE", "A receipt is its text, or an object of 'receipt' and the 'rows'.");
            return new Given("", null);
        }
        violations.expectMembers(item, pointer, ONE);
        JsonNode rows = item.path("rows");
        if (!rows.isMissingNode() && !rows.isArray()) {
            violations.add(
                    pointer + "/rows",
                    "INVALID_VALUE",
                    "'rows' is the array of rows that was answered; of one row an array of it.");
        }
        return new Given(
                token(pointer + "/receipt", item.path("receipt"), violations),
                rows.isArray() ? rows.valueStream().toList() : null);
    }

    private static String token(String pointer, JsonNode token, Violations violations) {
        String text = token.stringValue("");
        if (text.length() > IssueReceipts.CHARACTERS_MAX || !FORM.matcher(text).matches()) {
            violations.add(
                    pointer,
                    "MALFORMED_RECEIPT",
                    "A receipt is the text of a header Millrace-Receipt: three parts with points between them, at most "
                            + IssueReceipts.CHARACTERS_MAX + " characters.");
        }
        return text;
    }
}
