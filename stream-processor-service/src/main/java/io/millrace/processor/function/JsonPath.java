package io.millrace.processor.function;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A path such as {@code lax $.orders[0]['unit price']}, compiled once. It has members and elements alone, so that it leads to one
 * place. As in Flink, where a path without a mode is strict: what is not there is empty in a lax path and an error in a strict
 * one, and so is JSON's null; a text that is not JSON likewise.
 */
public final class JsonPath {
    private static final Pattern MODE =
            Pattern.compile("\\s*(lax|strict)\\s+(.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern MEMBER = Pattern.compile("\\.([\\p{L}\\p{N}_-]+)");
    private static final Pattern QUOTED = Pattern.compile("\\.?\\[\\s*(?:'([^'\\\\]+)'|\"([^\"\\\\]+)\")\\s*]");
    private static final Pattern ELEMENT = Pattern.compile("\\[\\s*(\\d{1,9})\\s*]");
    private static final int LENGTH_MAX = 1_000;

    /** Where a path leads to. */
    enum Outcome {
        VALUE,
        EMPTY,
        ERROR
    }

    /**
     * What is there.
     *
     * @param value as {@link JsonText#read} gives it; null where there is none
     */
    record Match(Outcome outcome, @Nullable Object value) {
        private static final Match NOTHING = new Match(Outcome.EMPTY, null);
        private static final Match FAILURE = new Match(Outcome.ERROR, null);

        boolean isContainer() {
            return value instanceof java.util.Map || value instanceof List;
        }
    }

    private final String text;
    private final boolean strict;
    /** Names of members and numbers of elements. */
    private final Object[] steps;

    private JsonPath(String text, boolean strict, Object[] steps) {
        this.text = text;
        this.strict = strict;
        this.steps = steps;
    }

    /**
     * Compiles a path.
     *
     * @throws EvaluationFailure with the reason
     */
    public static JsonPath of(String text) {
        Matcher mode = MODE.matcher(text);
        boolean named = mode.matches();
        String path = (named ? mode.group(2) : text).strip();
        if (!path.startsWith("$") || text.length() > LENGTH_MAX) {
            throw EvaluationFailure.argument("it does not begin with $, or is longer than " + LENGTH_MAX);
        }
        boolean strict = !named || mode.group(1).equalsIgnoreCase("strict");
        return new JsonPath(text.strip(), strict, steps(path));
    }

    private static Object[] steps(String path) {
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            Matcher member = MEMBER.matcher(path).region(at, path.length());
            Matcher quoted = QUOTED.matcher(path).region(at, path.length());
            Matcher element = ELEMENT.matcher(path).region(at, path.length());
            if (member.lookingAt()) {
                steps.add(member.group(1));
                at = member.end();
            } else if (quoted.lookingAt()) {
                steps.add(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
                at = quoted.end();
            } else if (element.lookingAt()) {
                steps.add(Integer.valueOf(element.group(1)));
                at = element.end();
            } else {
                throw EvaluationFailure.argument("'" + path.substring(at) + "' is no member or element");
            }
        }
        return steps.toArray();
    }

    boolean isStrict() {
        return strict;
    }

    Match find(String json) {
        Match none = strict ? Match.FAILURE : Match.NOTHING;
        try (JsonParser parser = JsonText.parser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return none;
            }
            if (first == JsonToken.VALUE_NULL) {
                return Match.FAILURE;
            }
            Object found = at(parser, 0);
            return found instanceof JsonText.Absent ? none : new Match(Outcome.VALUE, found);
        } catch (JacksonException | NumberFormatException e) {
            return none;
        }
    }

    /** The value that the rest of the path leads to from the one at which the parser stands, which is read to its end. */
    private Object at(JsonParser parser, int step) {
        if (step == steps.length) {
            return JsonText.read(parser);
        }
        if (parser.currentToken() == JsonToken.START_OBJECT && steps[step] instanceof String name) {
            return member(parser, name, step);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY && steps[step] instanceof Integer index) {
            return element(parser, index, step);
        }
        JsonText.skip(parser);
        return JsonText.Absent.MISSING;
    }

    /** The last one of the name. */
    private Object member(JsonParser parser, String name, int step) {
        Object found = JsonText.Absent.MISSING;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean wanted = name.equals(parser.currentName());
            parser.nextToken();
            if (wanted) {
                found = at(parser, step + 1);
            } else {
                JsonText.skip(parser);
            }
        }
        return found;
    }

    private Object element(JsonParser parser, int index, int step) {
        Object found = JsonText.Absent.MISSING;
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (i == index) {
                found = at(parser, step + 1);
            } else {
                JsonText.skip(parser);
            }
        }
        return found;
    }

    EvaluationFailure empty(String function) {
        return EvaluationFailure.argument(function + " has nothing at " + text);
    }

    EvaluationFailure error(String function) {
        return EvaluationFailure.argument(function + " has no such value at " + text);
    }

    @Override
    public String toString() {
        return text;
    }
}
