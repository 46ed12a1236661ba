package io.millrace.ingestion.admission;

import io.millrace.api.contract.Base64Text;
import io.millrace.api.contract.ColumnSchema.Constraints;

/** Bytes as {@link Base64Text}, with bounds on how many there are. */
final class BinaryCheck extends ValueCheck {
    private final int minLength;
    private final int maxLength;

    BinaryCheck(Constraints constraints) {
        minLength = constraints.minLength() == null ? 0 : constraints.minLength();
        maxLength = constraints.maxLength() == null ? Integer.MAX_VALUE : constraints.maxLength();
    }

    @Override
    void check(Inspection event, int first) {
        if (first != '"') {
            event.mismatch(Base64Text.FORM);
            return;
        }
        JsonBytes json = event.json;
        json.string();
        int length = length(json);
        if (length < 0) {
            event.refuse(
                    RefusalCode.TYPE_MISMATCH,
                    event.place() + " is '" + event.token() + "'; the contract says " + Base64Text.FORM + ".");
        } else if (length < minLength || length > maxLength) {
            event.refuse(
                    RefusalCode.LENGTH_OUT_OF_RANGE,
                    event.place() + " has " + length + " bytes; the contract allows " + minLength + " to "
                            + (maxLength == Integer.MAX_VALUE ? "any number" : maxLength) + ".");
        }
    }

    private static int length(JsonBytes json) {
        if (json.escaped) {
            byte[] text = json.stringBytes();
            return Base64Text.length(text, 0, text.length);
        }
        return Base64Text.length(json.bytes, json.tokenStart, json.tokenEnd);
    }
}
