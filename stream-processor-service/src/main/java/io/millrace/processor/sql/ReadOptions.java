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
    private static final long DAY_MS = 86_400_000L;
    private static final long RETENTION_MAX_MS = 1_000L * 365 * DAY_MS;

    private record Option(String name, long minMs, String minText, long maxMs, String maxText) {}

    private static final List<Option> OPTIONS = List.of(
            new Option("freshness", 100, "100 milliseconds", DAY_MS, "1 day"),
            new Option("retention", 1, "1 millisecond", RETENTION_MAX_MS, "365000 days"),
            new Option("history", 0, "0 seconds", 30 * DAY_MS, "30 days"),
            new Option("grace", 0, "0 seconds", 30 * DAY_MS, "30 days"));

    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, Long> valuesMs = new LinkedHashMap<>();

    /** @param settings pairs of name and value tokens, in order */
    static ViewOptions of(List<Map.Entry<Token, Token>> settings) {
        ReadOptions reading = new ReadOptions();
        settings.forEach(setting -> reading.read(setting.getKey(), setting.getValue()));
        if (!reading.violations.isEmpty()) {
            throw SqlRefusal.of(reading.violations, ProcessorError.INVALID_OPTION);
        }
        ViewOptions defaults = ViewOptions.DEFAULTS;
        return new ViewOptions(
                reading.valuesMs.getOrDefault("freshness", defaults.freshnessMs()),
                reading.valuesMs.getOrDefault("retention", defaults.retentionMs()),
                reading.valuesMs.getOrDefault("history", defaults.historyMs()),
                reading.valuesMs.getOrDefault("grace", defaults.graceMs()));
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
        if (valuesMs.containsKey(option.name())) {
            refuse(name, "The option " + option.name() + " is given twice.", "Keep one of them.");
            return;
        }
        String form = "Write a number and a unit, for example " + option.name() + " = '5 seconds'.";
        if (value.kind() != Token.Kind.STRING) {
            refuse(value, "The option " + option.name() + " takes a duration in quotes.", form);
            return;
        }
        OptionalLong ms = durationMs(value.text());
        if (ms.isEmpty()) {
            refuse(value, "'" + value.text() + "' is not a duration.", form);
            return;
        }
        valuesMs.put(option.name(), ms.getAsLong());
        if (ms.getAsLong() < option.minMs() || ms.getAsLong() > option.maxMs()) {
            refuse(
                    value,
                    "The option " + option.name() + " is '" + value.text() + "'.",
                    "It may be " + option.minText() + " to " + option.maxText() + ".");
        }
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
