package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the Kafka key: a single column of text as it is, in UTF-8; else a JSON array of the values in key order. Values are
 * written in one form only, so that equal keys have equal bytes and stay in one partition: bytes as Base64, integers without a sign on zero,
 * decimals at their scale, timestamps in UTC with milliseconds, or microseconds where the column
 * has them, where there are any.
 */
final class KeyColumns {
    private final List<ColumnSchema> columns;
    private final List<@Nullable TemporalForm> forms;
    private final boolean plain;

    KeyColumns(List<ColumnSchema> columns) {
        this.columns = columns;
        this.plain = columns.size() == 1 && columns.getFirst().type() == ColumnType.STRING;
        this.forms =
                columns.stream().<@Nullable TemporalForm>map(KeyColumns::form).toList();
    }

    private static @Nullable TemporalForm form(ColumnSchema column) {
        return TemporalCheck.covers(column.type()) ? TemporalForm.of(column.type(), column.constraints()) : null;
    }

    int size() {
        return columns.size();
    }

    /** The key of an event whose key columns were all found valid; null without primary key. */
    byte @Nullable [] bytes(Inspection event) {
        if (columns.isEmpty()) {
            return null;
        }
        JsonBytes json = event.json;
        if (plain) {
            json.at = event.keyStarts[0];
            json.string();
            return json.stringBytes();
        }
        StringBuilder key = new StringBuilder("[");
        for (int i = 0; i < columns.size(); i++) {
            json.at = event.keyStarts[i];
            append(json, event.keyEnds[i], i, key);
            key.append(i + 1 < columns.size() ? ',' : ']');
        }
        return key.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void append(JsonBytes json, int end, int i, StringBuilder key) {
        ColumnSchema column = columns.get(i);
        switch (column.type()) {
            case STRING, BINARY -> {
                json.string();
                quote(json.stringValue(), key);
            }
            case LONG -> {
                json.number();
                key.append(Long.parseLong(json.tokenText()));
            }
            case DOUBLE -> {
                json.number();
                key.append(Double.parseDouble(json.tokenText()) + 0.0);
            }
            case DECIMAL -> {
                json.number();
                key.append(new BigDecimal(json.tokenText())
                        .setScale(column.scale(), RoundingMode.UNNECESSARY)
                        .toPlainString());
            }
            case DATE, TIME, TIMESTAMP -> temporal(json, column, forms.get(i), key);
            case BOOLEAN -> key.append(json.bytes[json.at] == 't');
            case OBJECT, MAP, ARRAY -> key.append(CanonicalJson.of(json.bytes, json.at, end));
        }
    }

    private static void temporal(JsonBytes json, ColumnSchema column, @Nullable TemporalForm form, StringBuilder key) {
        json.string();
        byte[] text = json.stringBytes();
        if (form == null) {
            throw new IllegalStateException("column " + column.name() + " has no form of times");
        }
        long ms = form.read(text, 0, text.length);
        Object value = switch (column.type()) {
            case DATE -> LocalDate.ofEpochDay(Math.floorDiv(ms, 86_400_000L));
            case TIME -> LocalTime.ofNanoOfDay(ms * 1_000_000);
            default ->
                column.isMicros()
                        ? Instant.EPOCH.plus(form.readMicros(text, 0, text.length), ChronoUnit.MICROS)
                        : Instant.ofEpochMilli(ms);
        };
        key.append('"').append(value).append('"');
    }

    private static void quote(String text, StringBuilder key) {
        key.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> key.append('\\').append(c);
                default -> {
                    if (c < ' ') {
                        key.append("\\u%04x".formatted((int) c));
                    } else {
                        key.append(c);
                    }
                }
            }
        }
        key.append('"');
    }
}
