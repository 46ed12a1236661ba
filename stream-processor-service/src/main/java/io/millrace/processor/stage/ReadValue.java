package io.millrace.processor.stage;

import io.millrace.api.contract.Base64Text;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.TimePattern;
import io.millrace.processor.step.Bytes;
import io.millrace.processor.step.Nested;
import io.millrace.processor.step.ValueType;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value that a cursor stands in front of as one of a type. A VARCHAR takes a JSON string and nothing else, and so on
 * for each type; a number may be an integer written as 1.0. Of a ROW members that are absent are null, and others are passed
 * over. Not thread-safe.
 */
final class ReadValue {
    private final JsonCursor cursor;
    private final Place place;
    private final ValueType type;
    private final @Nullable ZoneId zone;
    private final @Nullable TimePattern pattern;
    /** Of a ROW's members, of an ARRAY's elements, or of the key and the values of a MAP. */
    private final ReadValue[] parts;

    private final MemberNames members;

    /**
     * What is read, for messages.
     *
     * @param contract id and version
     */
    record Place(List<String> path, String contract) {}

    ReadValue(JsonCursor cursor, Place place, ValueType type, ViewPlan.@Nullable Form form) {
        this.cursor = cursor;
        this.place = place;
        this.type = type;
        if (form instanceof ViewPlan.TimeForm time) {
            zone = ZoneId.of(time.defaultTimezone());
            String text = time.pattern();
            pattern = text == null ? null : new TimePattern(columnType(type.kind()), text, zone);
        } else {
            zone = null;
            pattern = null;
        }
        parts = new ReadValue[type.fields().size()];
        for (int i = 0; i < parts.length; i++) {
            ValueType.Field field = type.fields().get(i);
            ViewPlan.Form part =
                    form instanceof ViewPlan.NestedForm nested ? nested.parts().get(i) : null;
            parts[i] = new ReadValue(cursor, part(field), field.type(), part);
        }
        members = new MemberNames(
                type.fields().stream().map(ValueType.Field::name).toList());
    }

    private static ColumnType columnType(ValueType.Kind kind) {
        return switch (kind) {
            case DATE -> ColumnType.DATE;
            case TIME -> ColumnType.TIME;
            default -> ColumnType.TIMESTAMP;
        };
    }

    private Place part(ValueType.Field field) {
        if (type.kind() != ValueType.Kind.ROW) {
            return place;
        }
        List<String> path = new ArrayList<>(place.path);
        path.add(field.name());
        return new Place(path, place.contract);
    }

    /** Null for JSON's null. */
    @Nullable
    Object valueOrNull() throws UndecodableEvent {
        return cursor.takeWord("null") ? null : value();
    }

    private Object value() throws UndecodableEvent {
        return switch (type.kind()) {
            case VARCHAR -> string().text();
            case VARBINARY -> bytes();
            case BOOLEAN -> bool();
            case BIGINT -> integer();
            case INTEGER -> smallInteger();
            case DOUBLE -> {
                number();
                yield Numbers.real(cursor.bytes(), cursor.from(), cursor.to());
            }
            case DECIMAL -> {
                number();
                yield found(Numbers.decimal(cursor.bytes(), cursor.from(), cursor.to(), type));
            }
            case DATE, TIME -> (int) time();
            case TIMESTAMP, TIMESTAMP_MICROS -> time();
            case INTERVAL_DAY_SECOND, INTERVAL_YEAR_MONTH -> throw mismatch();
            case ROW -> row();
            case ARRAY -> array();
            case MAP -> map();
        };
    }

    private Bytes bytes() throws UndecodableEvent {
        string();
        boolean plain = cursor.isPlain();
        byte[] text = plain ? cursor.bytes() : cursor.text().getBytes(StandardCharsets.UTF_8);
        return Bytes.of(found(Base64Text.read(text, plain ? cursor.from() : 0, plain ? cursor.to() : text.length)));
    }

    private Nested row() throws UndecodableEvent {
        begin('{');
        @Nullable Object[] values = new @Nullable Object[parts.length];
        members.begin();
        if (cursor.take('}')) {
            return Nested.of(values);
        }
        do {
            cursor.string();
            int member = members.find(cursor);
            cursor.expect(':');
            if (member < 0) {
                cursor.skip();
            } else {
                values[member] = parts[member].valueOrNull();
            }
        } while (cursor.take(','));
        cursor.expect('}');
        return Nested.of(values);
    }

    private Nested array() throws UndecodableEvent {
        begin('[');
        List<@Nullable Object> values = new ArrayList<>();
        if (!cursor.take(']')) {
            do {
                values.add(parts[0].valueOrNull());
            } while (cursor.take(','));
            cursor.expect(']');
        }
        return Nested.of(values.toArray());
    }

    /** Of a key that comes twice the last value counts; the door lets none in. */
    private Nested map() throws UndecodableEvent {
        begin('{');
        Map<String, @Nullable Object> entries = new HashMap<>();
        if (!cursor.take('}')) {
            do {
                cursor.string();
                String key = cursor.text();
                cursor.expect(':');
                entries.put(key, parts[1].valueOrNull());
            } while (cursor.take(','));
            cursor.expect('}');
        }
        return Nested.map(entries);
    }

    private void begin(char bracket) throws UndecodableEvent {
        if (!cursor.take(bracket)) {
            throw mismatch();
        }
    }

    private long time() throws UndecodableEvent {
        string();
        if (pattern != null) {
            String text = cursor.text();
            return valid(
                    type.kind() == ValueType.Kind.TIMESTAMP_MICROS ? pattern.readMicros(text) : pattern.read(text));
        }
        boolean plain = cursor.isPlain();
        byte[] bytes = plain ? cursor.bytes() : cursor.text().getBytes(StandardCharsets.UTF_8);
        int from = plain ? cursor.from() : 0;
        int to = plain ? cursor.to() : bytes.length;
        return valid(
                switch (type.kind()) {
                    case DATE -> Temporals.date(bytes, from, to);
                    case TIME -> Temporals.time(bytes, from, to);
                    case TIMESTAMP_MICROS -> Temporals.micros(bytes, from, to, zone);
                    default -> Temporals.timestamp(bytes, from, to, zone);
                });
    }

    private JsonCursor string() throws UndecodableEvent {
        if (cursor.peek() != '"') {
            throw mismatch();
        }
        cursor.string();
        return cursor;
    }

    private void number() throws UndecodableEvent {
        int next = cursor.peek();
        if (next != '-' && (next < '0' || next > '9')) {
            throw mismatch();
        }
        cursor.number();
    }

    private Boolean bool() throws UndecodableEvent {
        if (cursor.takeWord("true")) {
            return true;
        }
        if (cursor.takeWord("false")) {
            return false;
        }
        throw mismatch();
    }

    private Long integer() throws UndecodableEvent {
        number();
        return found(Numbers.integer(cursor.bytes(), cursor.from(), cursor.to()));
    }

    private Integer smallInteger() throws UndecodableEvent {
        long value = integer();
        if (value != (int) value) {
            throw mismatch();
        }
        return (int) value;
    }

    private <T> T found(@Nullable T value) throws UndecodableEvent {
        if (value == null) {
            throw mismatch();
        }
        return value;
    }

    private long valid(long value) throws UndecodableEvent {
        if (value == Temporals.INVALID) {
            throw mismatch();
        }
        return value;
    }

    private UndecodableEvent mismatch() {
        return mismatch(place, type);
    }

    static UndecodableEvent mismatch(Place place, ValueType type) {
        return new UndecodableEvent(
                UndecodableEvent.MISMATCH,
                "Column " + String.join(".", place.path) + " holds a value that is no " + type.kind()
                        + (type.kind() == ValueType.Kind.DECIMAL
                                ? "(" + type.precision() + "," + type.scale() + ")"
                                : "")
                        + ", as it is in contract " + place.contract + ", for which the view was made."
                        + " If a later version gave it another type, create the view anew.",
                place.path);
    }
}
