package io.millrace.processor.stage;

import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.TimePattern;
import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the needed columns out of JSON events, and stops as soon as it has them all: what stands behind the last needed
 * member is not looked at. Of a member that is there twice the first counts. Absent and null are the same. Not thread-safe.
 *
 * <p>A string column takes a JSON string and nothing else, and so on for each type; a number may be an integer written as 1.0.
 * A column that was required when the view was made may be absent, unless it is in the key: a later version of the contract can
 * have made it optional.
 */
final class DecodeEvents {
    private final ViewPlan.Column[] columns;
    private final byte[][] names;
    private final @Nullable ZoneId[] zones;
    private final @Nullable TimePattern[] patterns;
    private final String contract;
    private final int wanted;
    private final int arrivalColumn;
    private final int originColumn;
    private final JsonCursor cursor = new JsonCursor();
    /** Per column the number of the event in which it was last seen. */
    private final long[] seen;

    private long event;
    private int guess;

    DecodeEvents(ViewPlan.Scan scan) {
        columns = scan.columns().toArray(ViewPlan.Column[]::new);
        names = new byte[columns.length][];
        zones = new @Nullable ZoneId[columns.length];
        arrivalColumn = scan.arrivalColumn();
        originColumn = scan.originColumn();
        patterns = new @Nullable TimePattern[columns.length];
        contract = scan.contract();
        for (int i = 0; i < columns.length; i++) {
            names[i] = columns[i].name().getBytes(StandardCharsets.UTF_8);
            ViewPlan.TimeForm form = scan.timeForms().get(i);
            if (form != null) {
                ZoneId zone = ZoneId.of(form.defaultTimezone());
                zones[i] = zone;
                String pattern = form.pattern();
                patterns[i] = pattern == null
                        ? null
                        : new TimePattern(
                                ColumnType.valueOf(columns[i].type().kind().name()), pattern, zone);
            }
        }
        wanted = columns.length - (arrivalColumn < 0 ? 0 : 1) - (originColumn < 0 ? 0 : 1);
        seen = new long[columns.length];
    }

    /**
     * @param timestamp the record's, for the arrival column
     * @param partition the record's, with its offset for the origin column
     * @throws UndecodableEvent where the value is no JSON object, a column has another type, or a column that is never null is
     */
    @Nullable
    Object[] decode(byte[] value, long timestamp, int partition, long offset) throws UndecodableEvent {
        event++;
        @Nullable Object[] row = new @Nullable Object[columns.length];
        cursor.reset(value);
        cursor.expect('{');
        if (!cursor.take('}')) {
            members(row);
        }
        if (arrivalColumn >= 0) {
            row[arrivalColumn] = timestamp;
        }
        if (originColumn >= 0) {
            row[originColumn] = partition + "-" + offset;
        }
        for (int i = 0; i < columns.length; i++) {
            if (row[i] == null && !columns[i].nullable()) {
                throw new UndecodableEvent(
                        UndecodableEvent.MISSING,
                        "Column " + columns[i].name() + " is required and absent or null.",
                        columns[i].name());
            }
        }
        return row;
    }

    private void members(@Nullable Object[] row) throws UndecodableEvent {
        int missing = wanted;
        while (missing > 0) {
            cursor.string();
            int column = column();
            cursor.expect(':');
            if (column < 0 || seen[column] == event) {
                cursor.skip();
            } else {
                seen[column] = event;
                row[column] = cursor.takeWord("null") ? null : value(column);
                missing--;
            }
            if (!cursor.take(',')) {
                if (missing > 0) {
                    cursor.expect('}');
                }
                return;
            }
        }
    }

    /** The column that the last string names, or -1; members mostly come in the same order, so the next one is tried first. */
    private int column() throws UndecodableEvent {
        byte[] bytes = cursor.bytes();
        int from = cursor.from();
        int to = cursor.to();
        if (!cursor.isPlain()) {
            bytes = cursor.text().getBytes(StandardCharsets.UTF_8);
            from = 0;
            to = bytes.length;
        }
        for (int i = 0; i < names.length; i++) {
            int column = guess + i;
            column -= column >= names.length ? names.length : 0;
            byte[] name = names[column];
            if (name.length == to - from
                    && column != arrivalColumn
                    && column != originColumn
                    && Arrays.equals(name, 0, name.length, bytes, from, to)) {
                guess = column + 1 == names.length ? 0 : column + 1;
                return column;
            }
        }
        return -1;
    }

    private Object value(int column) throws UndecodableEvent {
        ValueType type = columns[column].type();
        return switch (type.kind()) {
            case VARCHAR -> string(column).text();
            case BOOLEAN -> bool(column);
            case BIGINT -> integer(column);
            case INTEGER -> smallInteger(column);
            case DOUBLE -> {
                number(column);
                yield Numbers.real(cursor.bytes(), cursor.from(), cursor.to());
            }
            case DECIMAL -> {
                number(column);
                yield found(column, Numbers.decimal(cursor.bytes(), cursor.from(), cursor.to(), type));
            }
            case DATE, TIME -> (int) time(column, type.kind());
            case TIMESTAMP -> time(column, type.kind());
        };
    }

    private long time(int column, ValueType.Kind kind) throws UndecodableEvent {
        string(column);
        TimePattern pattern = patterns[column];
        if (pattern != null) {
            return valid(column, pattern.read(cursor.text()));
        }
        boolean plain = cursor.isPlain();
        byte[] bytes = plain ? cursor.bytes() : cursor.text().getBytes(StandardCharsets.UTF_8);
        int from = plain ? cursor.from() : 0;
        int to = plain ? cursor.to() : bytes.length;
        return valid(
                column,
                switch (kind) {
                    case DATE -> Temporals.date(bytes, from, to);
                    case TIME -> Temporals.time(bytes, from, to);
                    default -> Temporals.timestamp(bytes, from, to, zones[column]);
                });
    }

    private JsonCursor string(int column) throws UndecodableEvent {
        if (cursor.peek() != '"') {
            throw mismatch(column);
        }
        cursor.string();
        return cursor;
    }

    private void number(int column) throws UndecodableEvent {
        int next = cursor.peek();
        if (next != '-' && (next < '0' || next > '9')) {
            throw mismatch(column);
        }
        cursor.number();
    }

    private Boolean bool(int column) throws UndecodableEvent {
        if (cursor.takeWord("true")) {
            return true;
        }
        if (cursor.takeWord("false")) {
            return false;
        }
        throw mismatch(column);
    }

    private Long integer(int column) throws UndecodableEvent {
        number(column);
        return found(column, Numbers.integer(cursor.bytes(), cursor.from(), cursor.to()));
    }

    private Integer smallInteger(int column) throws UndecodableEvent {
        long value = integer(column);
        if (value != (int) value) {
            throw mismatch(column);
        }
        return (int) value;
    }

    private <T> T found(int column, @Nullable T value) throws UndecodableEvent {
        if (value == null) {
            throw mismatch(column);
        }
        return value;
    }

    private long valid(int column, long value) throws UndecodableEvent {
        if (value == Temporals.INVALID) {
            throw mismatch(column);
        }
        return value;
    }

    private UndecodableEvent mismatch(int column) {
        ValueType type = columns[column].type();
        return new UndecodableEvent(
                UndecodableEvent.MISMATCH,
                "Column " + columns[column].name() + " holds a value that is no " + type.kind()
                        + (type.kind() == ValueType.Kind.DECIMAL
                                ? "(" + type.precision() + "," + type.scale() + ")"
                                : "")
                        + ", as it is in contract " + contract + ", for which the view was made."
                        + " If a later version gave it another type, create the view anew.",
                columns[column].name());
    }
}
