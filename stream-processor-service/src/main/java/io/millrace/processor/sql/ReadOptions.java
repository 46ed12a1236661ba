package io.millrace.processor.sql;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final List<Option> OPTIONS = List.of(
            new Option("freshness", Form.DURATION, 100, "100 milliseconds", DAY_MS, "1 day"),
            new Option("retention", Form.DURATION, 1, "1 millisecond", RETENTION_MAX_MS, "365000 days"),
            new Option("history", Form.DURATION, 0, "0 seconds", 30 * DAY_MS, "30 days"),
            new Option("grace", Form.DURATION, 0, "0 seconds", 30 * DAY_MS, "30 days"),
            new Option("backfill_rate", Form.RATE, 100, "100", 10_000_000, "10000000"));

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Long> values = new LinkedHashMap<>();

    /** @param settings pairs of name and value tokens, in order */
    static ViewOptions of(List<Map.Entry<Token, Token>> settings) {
        ReadOptions reading = new ReadOptions();
        settings.forEach(setting -> reading.read(setting.getKey(), setting.getValue()));
        if (!reading.violations.isEmpty()) {
            throw SqlRefusal.of(reading.violations, ProcessorError.INVALID_OPTION);
        }
        ViewOptions defaults = ViewOptions.DEFAULTS;
        return new ViewOptions(
                reading.values.getOrDefault("freshness", defaults.freshnessMs()),
                reading.values.getOrDefault("retention", defaults.retentionMs()),
                reading.values.getOrDefault("history", defaults.historyMs()),
                reading.values.getOrDefault("grace", defaults.graceMs()),
                Math.toIntExact(reading.values.getOrDefault("backfill_rate", (long) defaults.backfillRate())));
    }

    private void read(Token name, Token value) {
        Option option = OPTIONS.stream()
                .filter(known -> known.name().equalsIgnoreCase(name.text()))
                .findFirst()
                .orElse(null);
        if (option == null) {
            List<String> known = OPTIONS.stream().map(Option::name).toList();
            String hint = NearestName.hint(name.text(), known, "Options are " + String.join(", ", known) + ".");
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
