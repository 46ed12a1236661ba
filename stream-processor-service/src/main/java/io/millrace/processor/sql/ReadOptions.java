package io.millrace.processor.sql;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the options of a WITH clause, all of them, before it refuses. */
final class ReadOptions {
    private static final Pattern DURATION = Pattern.compile("\\s*(\\d{1,12}(?:\\.\\d{1,3})?)\\s*([A-Za-z]+)\\s*");
    private static final Pattern RATE = Pattern.compile("\\s*\\d{1,12}\\s*");
    private static final long DAY_MS = 86_400_000L;
    private static final long RETENTION_MAX_MS = 1_000L * 365 * DAY_MS;

    private enum Form {
        DURATION,
        /** Events a second. */
        RATE
    }

    private record Option(String name, Form form, long min, String minText, long max, String maxText) {}

    private static final Option FRESHNESS =
            new Option("freshness", Form.DURATION, 100, "100 milliseconds", DAY_MS, "1 day");
    private static final Option GRACE = new Option("grace", Form.DURATION, 0, "0 seconds", 30 * DAY_MS, "30 days");
    private static final Option BACKFILL_RATE =
            new Option("backfill_rate", Form.RATE, 100, "100", 10_000_000, "10000000");
    private static final List<Option> OF_VIEWS = List.of(
            FRESHNESS,
            new Option("retention", Form.DURATION, 1, "1 millisecond", RETENTION_MAX_MS, "365000 days"),
            new Option("history", Form.DURATION, 0, "0 seconds", 30 * DAY_MS, "30 days"),
            GRACE,
            BACKFILL_RATE,
            new Option("verify_every", Form.DURATION, 60_000, "1 minute", 30 * DAY_MS, "30 days"));
    private static final List<Option> OF_STREAMS = List.of(
            FRESHNESS,
            new Option("retention", Form.DURATION, 60_000, "1 minute", RETENTION_MAX_MS, "365000 days"),
            GRACE,
            new Option("out_of_orderness", Form.DURATION, 0, "0 seconds", 31 * DAY_MS, "31 days"),
            BACKFILL_RATE);
    private static final String KEY = "key";
    private static final String DIFF_MAX = "diff_max";

    /** @param stream null for a view */
    record Given(ViewOptions view, @Nullable StreamOptions stream) {}

    private final List<Option> allowed;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Long> values = new LinkedHashMap<>();

    private @Nullable Token key;
    private @Nullable DiffMax diffMax;
    private @Nullable List<DeclaredIndex> indexes;

    private ReadOptions(List<Option> allowed) {
        this.allowed = allowed;
    }

    /** @param settings pairs of name and value tokens, in order */
    static Given ofView(List<Map.Entry<Token, Token>> settings) {
        ReadOptions reading = new ReadOptions(OF_VIEWS);
        reading.readAll(settings);
        return new Given(reading.options(reading.value("retention", ViewOptions.DEFAULTS.retentionMs())), null);
    }

    /** @param settings pairs of name and value tokens, in order */
    static Given ofStream(List<Map.Entry<Token, Token>> settings) {
        ReadOptions reading = new ReadOptions(OF_STREAMS);
        reading.readAll(settings);
        Token key = reading.key;
        StreamOptions stream = new StreamOptions(
                reading.value("retention", StreamOptions.DEFAULTS.retentionMs()),
                reading.values.get("out_of_orderness"),
                key == null ? List.of() : columns(key.text()),
                key == null ? null : key.place());
        return new Given(reading.options(ViewOptions.DEFAULTS.retentionMs()), stream);
    }

    private static List<String> columns(String names) {
        return Arrays.stream(names.split(",", -1)).map(String::strip).toList();
    }

    private ViewOptions options(long retentionMs) {
        ViewOptions defaults = ViewOptions.DEFAULTS;
        return new ViewOptions(
                value("freshness", defaults.freshnessMs()),
                retentionMs,
                value("history", defaults.historyMs()),
                value("grace", defaults.graceMs()),
                Math.toIntExact(value("backfill_rate", defaults.backfillRate())),
                diffMax,
                value("verify_every", defaults.verifyEveryMs()),
                indexes == null ? defaults.indexes() : indexes);
    }

    private long value(String option, long otherwise) {
        return values.getOrDefault(option, otherwise);
    }

    private void readAll(List<Map.Entry<Token, Token>> settings) {
        for (Map.Entry<Token, Token> setting : settings) {
            if (allowed == OF_STREAMS && setting.getKey().text().equalsIgnoreCase(KEY)) {
                readKey(setting.getKey(), setting.getValue());
            } else if (allowed == OF_VIEWS && setting.getKey().text().equalsIgnoreCase(DIFF_MAX)) {
                readDiffMax(setting.getKey(), setting.getValue());
            } else if (allowed == OF_VIEWS && setting.getKey().text().equalsIgnoreCase(ReadIndexes.OPTION)) {
                readIndexes(setting.getKey(), setting.getValue());
            } else {
                read(setting.getKey(), setting.getValue());
            }
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.INVALID_OPTION);
        }
    }

    private void readKey(Token name, Token value) {
        if (key != null) {
            refuse(name, "The option key is given twice.", "Keep one of them.");
        } else if (value.kind() != Token.Kind.STRING) {
            refuse(value, "The option key takes names of columns in quotes.", "Write key = 'origin, destination'.");
        }
        key = value;
    }

    private void readDiffMax(Token name, Token value) {
        if (diffMax != null) {
            refuse(name, "The option diff_max is given twice.", "Keep one of them.");
        }
        boolean known = value.kind() == Token.Kind.NUMBER || value.kind() == Token.Kind.STRING;
        diffMax = known ? DiffMax.of(value.text()).orElse(null) : null;
        if (diffMax == null) {
            refuse(
                    value,
                    "'" + value.text() + "' does not say by how much rows may differ.",
                    "Write diff_max = '0.1 %' of the rows, diff_max = '20 rows', or diff_max = '0'.");
        }
    }

    private void readIndexes(Token name, Token value) {
        if (indexes != null) {
            refuse(name, "The option indexes is given twice.", "Write the indexes of both in one, between semicolons.");
        }
        indexes = ReadIndexes.of(value, violations);
    }

    private void read(Token name, Token value) {
        Option option = allowed.stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(name.text()))
                .findFirst()
                .orElse(null);
        if (option == null) {
            List<String> names =
                    new ArrayList<>(allowed.stream().map(Option::name).toList());
            names.addAll(allowed == OF_STREAMS ? List.of(KEY) : List.of(DIFF_MAX, ReadIndexes.OPTION));
            String hint = NearestName.hint(name.text(), names, "Options are " + String.join(", ", names) + ".");
            refuse(name, "There is no option '" + name.text() + "'.", hint);
            return;
        }
        if (values.containsKey(option.name())) {
            refuse(name, "The option " + option.name() + " is given twice.", "Keep one of them.");
            return;
        }
        OptionalLong number = option.form() == Form.DURATION ? duration(option, value) : rate(option, value);
        if (number.isEmpty()) {
            return;
        }
        values.put(option.name(), number.getAsLong());
        if (number.getAsLong() < option.min() || number.getAsLong() > option.max()) {
            refuse(
                    value,
                    "The option " + option.name() + " is '" + value.text() + "'.",
                    "It may be " + option.minText() + " to " + option.maxText() + ".");
        }
    }

    private OptionalLong duration(Option option, Token value) {
        String form = "Write a number and a unit, for example " + option.name() + " = '5 seconds'.";
        if (value.kind() != Token.Kind.STRING) {
            refuse(value, "The option " + option.name() + " takes a duration in quotes.", form);
            return OptionalLong.empty();
        }
        OptionalLong ms = durationMs(value.text());
        if (ms.isEmpty()) {
            refuse(value, "'" + value.text() + "' is not a duration.", form);
        }
        return ms;
    }

    private OptionalLong rate(Option option, Token value) {
        boolean known = value.kind() == Token.Kind.NUMBER || value.kind() == Token.Kind.STRING;
        if (known && RATE.matcher(value.text()).matches()) {
            return OptionalLong.of(Long.parseLong(value.text().strip()));
        }
        refuse(
                value,
                "The option " + option.name() + " takes a whole number of events a second.",
                "Write " + option.name() + " = '20000'.");
        return OptionalLong.empty();
    }

    private void refuse(Token token, String detail, String hint) {
        violations.add(SqlRefusal.violation(ProcessorError.INVALID_OPTION, token.place(), detail, hint));
    }

    /** Milliseconds of '5 seconds', '1.5 h', '30 days'; empty where the text is no duration or finer than a millisecond. */
    static OptionalLong durationMs(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unitMs = switch (matcher.group(2).toLowerCase(java.util.Locale.ROOT)) {
            case "ms", "millisecond", "milliseconds" -> 1;
            case "s", "sec", "second", "seconds" -> 1_000;
            case "m", "min", "minute", "minutes" -> 60_000;
            case "h", "hour", "hours" -> 3_600_000;
            case "d", "day", "days" -> DAY_MS;
            case "w", "week", "weeks" -> 7 * DAY_MS;
            default -> 0;
        };
        if (unitMs == 0) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unitMs))
                    .longValueExact());
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
