package io.millrace.registry.schema;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 10 seconds}, {@code 1 minute}, {@code 500 ms}, {@code 30 d}. */
final class Durations {
    static final String FORMS = "a number and one of ms, s, m, h, d, w, month, y (or the whole words)";

    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([A-Za-z]+)\\s*");
    private static final long SECOND = 1_000;
    private static final long DAY = 24 * 3_600 * SECOND;
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("ms", 1L),
            Map.entry("millis", 1L),
            Map.entry("millisecond", 1L),
            Map.entry("s", SECOND),
            Map.entry("sec", SECOND),
            Map.entry("second", SECOND),
            Map.entry("m", 60 * SECOND),
            Map.entry("min", 60 * SECOND),
            Map.entry("minute", 60 * SECOND),
            Map.entry("h", 3_600 * SECOND),
            Map.entry("hr", 3_600 * SECOND),
            Map.entry("hour", 3_600 * SECOND),
            Map.entry("d", DAY),
            Map.entry("day", DAY),
            Map.entry("w", 7 * DAY),
            Map.entry("week", 7 * DAY),
            // Calendars differ; a retention is a promise of at least so long.
            Map.entry("month", 31 * DAY),
            Map.entry("y", 366 * DAY),
            Map.entry("yr", 366 * DAY),
            Map.entry("year", 366 * DAY));

    private Durations() {}

    /** Whole milliseconds, rounded up; empty where the text is no duration or beyond 64 bits. */
    static OptionalLong millis(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? millis(matcher.group(1), matcher.group(2)) : OptionalLong.empty();
    }

    static OptionalLong millis(String amount, String unit) {
        String name = unit.toLowerCase(Locale.ROOT);
        Long millis = UNITS.get(name);
        if (millis == null && name.endsWith("s")) {
            millis = UNITS.get(name.substring(0, name.length() - 1));
        }
        if (millis == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(new BigDecimal(amount)
                    .multiply(BigDecimal.valueOf(millis))
                    .setScale(0, java.math.RoundingMode.CEILING)
                    .longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
