package io.millrace.processor.function;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CAST between types. Fractions are cut off on the way to an integer, as in Flink; what does not fit fails. */
public final class Casts {
    private static final int NUMBER_LENGTH_MAX = 100;
    private static final long DAY_MS = 86_400_000L;
    private static final double LONG_BOUND = 0x1p63;

    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern TIME = Pattern.compile("(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?");
    private static final Pattern TIMESTAMP = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})(?:[ Tt](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)\\s?([Zz]|[+-]\\d{2}:\\d{2})?)?");

    private Casts() {}

    public static int toInt(long value) {
        return Math.toIntExact(value);
    }

    public static long toLong(double value) {
        if (!(value >= -LONG_BOUND && value < LONG_BOUND)) {
            throw EvaluationFailure.overflow("out of the range of BIGINT");
        }
        return (long) value;
    }

    public static long toLong(BigDecimal value) {
        return value.setScale(0, RoundingMode.DOWN).longValueExact();
    }

    public static BigDecimal toDecimal(double value, int precision, int scale) {
        return Numbers.fit(BigDecimal.valueOf(value), precision, scale);
    }

    public static BigDecimal toDecimal(long value, int precision, int scale) {
        return Numbers.fit(BigDecimal.valueOf(value), precision, scale);
    }

    public static long parseLong(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw EvaluationFailure.cast(text, "BIGINT");
        }
    }

    public static double parseDouble(String text) {
        BigDecimal value = parseNumber(text, "DOUBLE");
        long exponent = (long) value.precision() - value.scale();
        if (exponent > 400) {
            throw EvaluationFailure.overflow("out of the range of DOUBLE");
        }
        return exponent < -400 ? 0.0d : Numbers.finite(value.doubleValue());
    }

    public static BigDecimal parseDecimal(String text, int precision, int scale) {
        return Numbers.fit(parseNumber(text, "DECIMAL"), precision, scale);
    }

    private static BigDecimal parseNumber(String text, String type) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.length() > NUMBER_LENGTH_MAX) {
            throw EvaluationFailure.cast(text, type);
        }
        try {
            return new BigDecimal(stripped);
        } catch (NumberFormatException e) {
            throw EvaluationFailure.cast(text, type);
        }
    }

    public static boolean parseBoolean(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> throw EvaluationFailure.cast(text, "BOOLEAN");
        };
    }

    /** Days since 1970-01-01 of {@code 2001-01-31}. */
    public static int parseDate(String text) {
        String stripped = text.strip();
        if (!DATE.matcher(stripped).matches()) {
            throw EvaluationFailure.cast(text, "DATE");
        }
        try {
            return Math.toIntExact(LocalDate.parse(stripped).toEpochDay());
        } catch (DateTimeException e) {
            throw EvaluationFailure.cast(text, "DATE");
        }
    }

    /** Milliseconds of the day of {@code 13:45:00.123}. */
    public static int parseTime(String text) {
        String stripped = text.strip();
        if (!TIME.matcher(stripped).matches()) {
            throw EvaluationFailure.cast(text, "TIME");
        }
        try {
            return (int) (LocalTime.parse(stripped).toNanoOfDay() / 1_000_000);
        } catch (DateTimeException e) {
            throw EvaluationFailure.cast(text, "TIME");
        }
    }

    /** Epoch milliseconds of {@code 2001-01-31 13:45:00.123}; with T and an offset, too. Without an offset it is UTC. */
    public static long parseTimestamp(String text, int precision) {
        return Times.truncate(parseInstant(text).toEpochMilli(), precision);
    }

    /** The same in microseconds. */
    public static long parseMicros(String text, int precision) {
        Instant instant = parseInstant(text);
        return Times.truncateMicros(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000, precision);
    }

    private static Instant parseInstant(String text) {
        Matcher matcher = TIMESTAMP.matcher(text.strip());
        if (!matcher.matches()) {
            throw EvaluationFailure.cast(text, "TIMESTAMP");
        }
        try {
            LocalDate date = LocalDate.parse(matcher.group(1));
            LocalTime time = matcher.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(matcher.group(2));
            ZoneOffset offset = matcher.group(3) == null
                    ? ZoneOffset.UTC
                    : ZoneOffset.of(matcher.group(3).toUpperCase(Locale.ROOT));
            return LocalDateTime.of(date, time).toInstant(offset);
        } catch (DateTimeException e) {
            throw EvaluationFailure.cast(text, "TIMESTAMP");
        }
    }

    public static int timestampToDate(long epochMs) {
        return Math.toIntExact(Math.floorDiv(epochMs, DAY_MS));
    }

    public static int timestampToTime(long epochMs) {
        return (int) Math.floorMod(epochMs, DAY_MS);
    }

    public static long dateToTimestamp(int days) {
        return days * DAY_MS;
    }

    public static String toText(boolean value) {
        return value ? "TRUE" : "FALSE";
    }

    /** The plain notation, without an exponent. */
    public static String toText(BigDecimal value) {
        return value.toPlainString();
    }

    public static String dateToText(int days) {
        return LocalDate.ofEpochDay(days).toString();
    }

    public static String timeToText(int ms, int precision) {
        StringBuilder text = new StringBuilder(12);
        appendTime(text, ms, precision);
        return text.toString();
    }

    public static String timestampToText(long epochMs, int precision) {
        StringBuilder text = new StringBuilder(23);
        text.append(LocalDate.ofEpochDay(Math.floorDiv(epochMs, DAY_MS))).append(' ');
        appendTime(text, (int) Math.floorMod(epochMs, DAY_MS), precision);
        return text.toString();
    }

    /** @param precision 4 to 6 */
    public static String microsToText(long epochMicros, int precision) {
        String text = timestampToText(Math.floorDiv(epochMicros, 1_000L), 3);
        StringBuilder digits = appendPadded(new StringBuilder(3), (int) Math.floorMod(epochMicros, 1_000L), 3);
        return text + digits.substring(0, Math.max(0, precision - 3));
    }

    private static void appendTime(StringBuilder text, int ms, int precision) {
        appendPadded(text, ms / 3_600_000, 2).append(':');
        appendPadded(text, ms / 60_000 % 60, 2).append(':');
        appendPadded(text, ms / 1_000 % 60, 2);
        if (precision > 0) {
            String fraction = appendPadded(new StringBuilder(3), ms % 1_000, 3).toString();
            text.append('.').append(fraction, 0, Math.min(3, precision));
        }
    }

    private static StringBuilder appendPadded(StringBuilder text, int value, int digits) {
        String plain = Integer.toString(value);
        for (int i = plain.length(); i < digits; i++) {
            text.append('0');
        }
        return text.append(plain);
    }

    /** The first characters of a text, at most {@code length}. */
    public static String cut(String text, int length) {
        if (text.length() <= length || text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length));
    }
}
