package io.millrace.views.receipt;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * One spelling of each JSON value, whatever a client's libraries make of the order of members, white space, escapes and zeros behind
 * a point. It is that of RFC 8785 but for numbers, which that RFC rounds to doubles: here a number is its digits without zeros at
 * their end, {@code e}, and a power of ten, so that 12.50 and 12.5 are {@code 125e-1}, and 9007199254740993 is no other number.
 */
final class CanonicalJson {
    private static final int FIRST_PRINTED = 0x20;

    private CanonicalJson() {}

    /** @param value whose numbers have all their digits */
    static String of(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(JsonNode value, StringBuilder out) {
        if (value.isObject()) {
            object(value, out);
        } else if (value.isArray()) {
            array(value, out);
        } else if (value.isString()) {
            text(value.stringValue(), out);
        } else if (value.isNumber()) {
            number(value.decimalValue(), out);
        } else {
            out.append(value.isBoolean() ? String.valueOf(value.booleanValue()) : "null");
        }
    }

    private static void object(JsonNode object, StringBuilder out) {
        List<String> names = StreamSupport.stream(object.propertyNames().spliterator(), false)
                .sorted()
                .toList();
        out.append('{');
        String comma = "";
        for (String name : names) {
            out.append(comma);
            text(name, out);
            out.append(':');
            write(object.path(name), out);
            comma = ",";
        }
        out.append('}');
    }

    private static void array(JsonNode array, StringBuilder out) {
        out.append('[');
        String comma = "";
        for (JsonNode item : array) {
            out.append(comma);
            write(item, out);
            comma = ",";
        }
        out.append(']');
    }

    private static void number(BigDecimal number, StringBuilder out) {
        BigDecimal stripped = stripped(number);
        out.append(stripped.unscaledValue()).append('e').append(-(long) stripped.scale());
    }

    /** What has so large an exponent that it cannot be stripped is no value of a row, and equals none. */
    private static BigDecimal stripped(BigDecimal number) {
        try {
            return number.stripTrailingZeros();
        } catch (ArithmeticException e) {
            return number;
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < FIRST_PRINTED || isLoneSurrogate(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** UTF-8 has no bytes for it, and would put a question mark there. */
    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
