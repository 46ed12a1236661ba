package io.millrace.processor.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON that a column holds as text, read and written as Flink does: of a member that is there twice the last counts, what stands
 * behind the value is not looked at, members are written in the order of their names, and numbers keep their digits.
 */
public final class JsonText {
    private static final int DEPTH_MAX = 1_000;
    private static final int NUMBER_LENGTH_MAX = 1_000;

    /** What is no value: JSON's null, where Java's would stand for nothing at all, and what a path does not lead to. */
    enum Absent {
        NULL,
        MISSING;

        @Override
        public String toString() {
            return "null";
        }
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(NUMBER_LENGTH_MAX)
                    .build())
            .build();

    private JsonText() {}

    static JsonParser parser(String json) {
        return FACTORY.createParser(ObjectReadContext.empty(), json);
    }

    public static boolean isValue(String json) {
        return root(json) != JsonToken.NOT_AVAILABLE;
    }

    public static boolean isObject(String json) {
        return root(json) == JsonToken.START_OBJECT;
    }

    public static boolean isArray(String json) {
        return root(json) == JsonToken.START_ARRAY;
    }

    public static boolean isScalar(String json) {
        return root(json).isScalarValue();
    }

    /** What the value begins with; NOT_AVAILABLE where it is not JSON to its end. */
    private static JsonToken root(String json) {
        try (JsonParser parser = parser(json)) {
            JsonToken root = parser.nextToken();
            if (root == null) {
                return JsonToken.NOT_AVAILABLE;
            }
            skip(parser);
            parser.finishToken();
            return root;
        } catch (JacksonException | NumberFormatException e) {
            return JsonToken.NOT_AVAILABLE;
        }
    }

    /** The value at whose first token the parser stands: a String, BigInteger, BigDecimal, Boolean, SortedMap, List or NULL. */
    static Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                SortedMap<String, Object> members = new TreeMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield elements;
            }
            default -> scalar(parser);
        };
    }

    /**
     * Moves to the last token of the value at whose first one the parser stands.
     *
     * @throws NumberFormatException for a number beyond all limits, as where it is read
     */
    static void skip(JsonParser parser) {
        int open = 0;
        while (true) {
            switch (parser.currentToken()) {
                case START_OBJECT, START_ARRAY -> open++;
                case END_OBJECT, END_ARRAY -> open--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser);
                default -> {}
            }
            if (open == 0) {
                return;
            }
            parser.nextToken();
        }
    }

    /** Few numbers are long enough to have more digits, or a greater exponent, than there may be. */
    private static void checkNumber(JsonParser parser) {
        if (parser.getStringLength() > 9) {
            scalar(parser);
        }
    }

    private static String digits(JsonParser parser) {
        String digits = parser.getString();
        if (digits.length() > NUMBER_LENGTH_MAX) {
            throw new NumberFormatException("longer than " + NUMBER_LENGTH_MAX);
        }
        return digits;
    }

    private static Object scalar(JsonParser parser) {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> new BigInteger(digits(parser));
            case VALUE_NUMBER_FLOAT -> new BigDecimal(digits(parser));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> Absent.NULL;
        };
    }

    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    static void write(Object value, StringBuilder text) {
        Texts.fits(text.length());
        switch (value) {
            case SortedMap<?, ?> members -> {
                text.append('{');
                String separator = "";
                for (var member : members.entrySet()) {
                    text.append(separator);
                    quote((String) member.getKey(), text);
                    write(member.getValue(), text.append(':'));
                    separator = ",";
                }
                text.append('}');
            }
            case List<?> elements -> {
                text.append('[');
                String separator = "";
                for (Object element : elements) {
                    write(element, text.append(separator));
                    separator = ",";
                }
                text.append(']');
            }
            case String string -> quote(string, text);
            default -> text.append(value);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (c < ' ') {
                        text.append("\\u00").append(c < 16 ? '0' : '1').append("0123456789ABCDEF".charAt(c & 15));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        Texts.fits(text.append('"').length());
    }

    public static String of(boolean value) {
        return Boolean.toString(value);
    }

    public static String of(long value) {
        return Long.toString(value);
    }

    public static String of(double value) {
        return Double.toString(value);
    }

    public static String of(String value) {
        return write(value);
    }
}
