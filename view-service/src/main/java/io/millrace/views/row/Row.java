package io.millrace.views.row;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One row: the bytes of a flat JSON object, and where its members are. Nothing is decoded before it is asked for,
 * nor twice, and what is passed on is passed on as bytes. Confined to one thread.
 */
public final class Row {
    private static final JsonFactory JSON = new JsonFactory();

    private final RowColumns columns;
    private final byte[] json;
    private final int[] from;
    private final int[] to;
    private final @Nullable Object[] values;

    private Row(RowColumns columns, byte[] json, int[] from, int[] to) {
        this.columns = columns;
        this.json = json;
        this.from = from;
        this.to = to;
        this.values = new Object[from.length];
    }

    /**
     * Finds the members of an object whose members stand in the columns' order, as the changelog has it; another order is
     * read, too. Members that are no column are passed over.
     *
     * @throws IllegalArgumentException where the bytes are not a JSON object
     */
    public static Row of(RowColumns columns, byte[] json) {
        int[] from = new int[columns.size()];
        int[] to = new int[columns.size()];
        Arrays.fill(from, -1);
        MemberScanner scanner = new MemberScanner(json);
        int expected = 0;
        while (scanner.next()) {
            int position = position(columns, json, scanner, expected);
            if (position >= 0) {
                from[position] = scanner.valueFrom();
                to[position] = scanner.valueTo();
                expected = position + 1;
            }
        }
        return new Row(columns, json, from, to);
    }

    private static int position(RowColumns columns, byte[] json, MemberScanner scanner, int expected) {
        if (expected < columns.size()
                && Arrays.equals(
                        json,
                        scanner.nameFrom(),
                        scanner.nameTo(),
                        columns.nameBytes(expected),
                        0,
                        columns.nameBytes(expected).length)) {
            return expected;
        }
        Integer found = columns.position(text(Arrays.copyOfRange(json, scanner.nameFrom() - 1, scanner.nameTo() + 1)));
        return found == null ? -1 : found;
    }

    /** The whole object. */
    public byte[] json() {
        return json;
    }

    /** The value, or null where it is null or absent. */
    public @Nullable Object value(int position) {
        if (isNull(position)) {
            return null;
        }
        Object known = values[position];
        if (known == null) {
            known = decoded(position);
            values[position] = known;
        }
        return known;
    }

    private Object decoded(int position) {
        return columns.type(position).parse(text(position));
    }

    /** A JSON string without its quotes, and any other value as its JSON; to be asked only where the value is not null. */
    public String text(int position) {
        byte[] slice = Arrays.copyOfRange(json, from[position], to[position]);
        return slice[0] == '"' ? text(slice) : new String(slice, StandardCharsets.UTF_8);
    }

    public boolean isNull(int position) {
        return from[position] < 0 || json[from[position]] == 'n';
    }

    /** Whether the value stands there as a JSON number. */
    public boolean isNumber(int position) {
        return !isNull(position) && (json[from[position]] == '-' || Character.isDigit(json[from[position]]));
    }

    /** First byte of the value's JSON, or -1 where it is absent. */
    public int valueFrom(int position) {
        return from[position];
    }

    /** One past the last byte of the value's JSON. */
    public int valueTo(int position) {
        return to[position];
    }

    /** The text of a JSON string with its quotes. */
    static String text(byte[] quoted) {
        for (byte b : quoted) {
            if (b == '\\') {
                return unescaped(quoted);
            }
        }
        return new String(quoted, 1, quoted.length - 2, StandardCharsets.UTF_8);
    }

    private static String unescaped(byte[] quoted) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), quoted)) {
            parser.nextToken();
            return parser.getString();
        }
    }
}
