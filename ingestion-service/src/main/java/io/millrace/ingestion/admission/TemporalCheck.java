package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import org.jspecify.annotations.Nullable;

/** A date, a time or a timestamp within its bounds; leaves its milliseconds in {@link Inspection#temporalMs}. */
final class TemporalCheck extends ValueCheck {
    private final TemporalForm form;
    private final boolean micros;
    /** In the column's own unit. */
    private final long min;

    private final long max;
    private final String bounds;

    /** @throws IllegalArgumentException where the contract's format or a bound cannot be read */
    TemporalCheck(ColumnSchema column) {
        Constraints constraints = column.constraints();
        form = TemporalForm.of(column.type(), constraints);
        micros = column.isMicros();
        min = bound(constraints.minimumText(), Long.MIN_VALUE);
        max = bound(constraints.maximumText(), Long.MAX_VALUE);
        bounds = (constraints.minimumText() == null ? "any" : constraints.minimumText()) + " to "
                + (constraints.maximumText() == null ? "any" : constraints.maximumText());
    }

    static boolean covers(ColumnType type) {
        return type == ColumnType.DATE || type == ColumnType.TIME || type == ColumnType.TIMESTAMP;
    }

    private long bound(@Nullable String text, long absent) {
        if (text == null) {
            return absent;
        }
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        long value = read(bytes, 0, bytes.length);
        if (value == TemporalForm.UNREADABLE) {
            throw new IllegalArgumentException("the bound '" + text + "' is not " + form.word());
        }
        return value;
    }

    @Override
    void check(Inspection event, int first) {
        event.temporalMs = TemporalForm.UNREADABLE;
        if (first != '"') {
            event.mismatch("text with " + form.word());
            return;
        }
        JsonBytes json = event.json;
        json.string();
        long value = read(json);
        event.temporalMs = micros && value != TemporalForm.UNREADABLE ? Math.floorDiv(value, 1_000L) : value;
        if (value == TemporalForm.UNREADABLE) {
            event.refuse(
                    RefusalCode.TYPE_MISMATCH,
                    event.place() + " is '" + event.token() + "'; the contract says " + form.word() + ".");
        } else if (value < min || value > max) {
            event.refuse(
                    RefusalCode.OUT_OF_RANGE,
                    event.place() + " is " + event.token() + "; the contract allows " + bounds + ".");
        }
    }

    private long read(JsonBytes json) {
        if (json.escaped) {
            byte[] text = json.stringBytes();
            return read(text, 0, text.length);
        }
        return read(json.bytes, json.tokenStart, json.tokenEnd);
    }

    private long read(byte[] text, int from, int to) {
        return micros ? form.readMicros(text, from, to) : form.read(text, from, to);
    }
}
