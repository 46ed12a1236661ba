package io.millrace.processor.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;

/**
 * A pattern of DATE_FORMAT and its like, such as {@code yyyy-MM-dd HH:mm}, compiled once. It has those letters alone that mean the
 * same to Java's two formatters, both of which Flink uses, in every locale. Times are UTC.
 */
public final class TimeLayout {
    private static final Set<String> BOTH =
            Set.of("yyyy", "M", "MM", "d", "dd", "H", "HH", "m", "mm", "s", "ss", "SSS");
    /** A year of two digits is read into a century of today's, and an hour up to 12 needs a word. */
    private static final Set<String> WRITTEN_ONLY = Set.of("yy", "h", "hh");
    /** 1582-10-15: for days before, Flink's older formatter changes the calendar. */
    private static final long GREGORIAN_MS = -12_219_292_800_000L;

    private static final TimeLayout SECONDS = of("yyyy-MM-dd HH:mm:ss");
    private static final int LENGTH_MAX = 100;

    private final String pattern;
    private final DateTimeFormatter formatter;

    private TimeLayout(String pattern) {
        this.pattern = pattern;
        formatter = DateTimeFormatter.ofPattern(pattern.replace("yy", "uu"), Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** For reading and writing. */
    public static TimeLayout of(String pattern) {
        check(pattern, false);
        return new TimeLayout(pattern);
    }

    /** For writing alone, which knows more letters. */
    public static TimeLayout writing(String pattern) {
        check(pattern, true);
        return new TimeLayout(pattern);
    }

    private static void check(String pattern, boolean writing) {
        if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
            throw EvaluationFailure.argument("it is empty, or longer than " + LENGTH_MAX);
        }
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int from = i;
            if (c == '\'') {
                i = behindQuoted(pattern, i);
            } else if (Character.isLetter(c)) {
                while (i < pattern.length() && pattern.charAt(i) == c) {
                    i++;
                }
                checkLetters(pattern.substring(from, i), writing);
            } else if ("[]{}#".indexOf(c) >= 0) {
                throw EvaluationFailure.argument("'" + c + "' stands for itself in apostrophes only");
            } else {
                i++;
            }
        }
    }

    /** Behind {@code 'T'}. A text with yy in it would be changed with the pattern's years. */
    private static int behindQuoted(String pattern, int from) {
        int end = pattern.indexOf('\'', from + 1);
        if (end < 0 || pattern.substring(from, end).contains("yy")) {
            throw EvaluationFailure.argument("an apostrophe has no other, or there is yy between them");
        }
        return end + 1;
    }

    private static void checkLetters(String letters, boolean writing) {
        if (!BOTH.contains(letters) && !(writing && WRITTEN_ONLY.contains(letters))) {
            throw EvaluationFailure.argument("'" + letters + "' is not supported"
                    + (WRITTEN_ONLY.contains(letters) ? " where text is read" : ""));
        }
    }

    public static String fromUnixTime(long seconds) {
        return SECONDS.unixTime(seconds);
    }

    public static long toUnixTime(String text) {
        return SECONDS.parseUnixTime(text);
    }

    /** DATE_FORMAT of a timestamp. */
    public String format(long epochMs) {
        return formatter.format(LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMs), ZoneOffset.UTC));
    }

    /** DATE_FORMAT of a date, which is its midnight. */
    public String formatDate(int days) {
        return format(gregorian(Casts.dateToTimestamp(days)));
    }

    /** FROM_UNIXTIME, of seconds since 1970. */
    public String unixTime(long seconds) {
        return format(gregorian(Times.plus(0, Math.multiplyExact(seconds, 1_000L))));
    }

    /** UNIX_TIMESTAMP of a text: seconds since 1970, the fraction cut off. */
    public long parseUnixTime(String text) {
        return gregorian(parse(text, "TIMESTAMP")) / 1_000;
    }

    public long parseTimestamp(String text) {
        return parse(text, "TIMESTAMP");
    }

    public int parseDate(String text) {
        return Casts.timestampToDate(gregorian(parse(text, "DATE")));
    }

    /** What the pattern does not have is that of 1970-01-01 00:00:00. */
    private long parse(String text, String type) {
        try {
            TemporalAccessor fields = formatter.parse(text);
            LocalDateTime time = LocalDateTime.of(
                    field(fields, ChronoField.YEAR, 1970),
                    field(fields, ChronoField.MONTH_OF_YEAR, 1),
                    field(fields, ChronoField.DAY_OF_MONTH, 1),
                    field(fields, ChronoField.HOUR_OF_DAY, 0),
                    field(fields, ChronoField.MINUTE_OF_HOUR, 0),
                    field(fields, ChronoField.SECOND_OF_MINUTE, 0),
                    field(fields, ChronoField.NANO_OF_SECOND, 0));
            return Times.plus(0, time.toInstant(ZoneOffset.UTC).toEpochMilli());
        } catch (DateTimeException e) {
            throw EvaluationFailure.cast(text, type + " of the form " + pattern);
        }
    }

    private static int field(TemporalAccessor fields, ChronoField field, int otherwise) {
        return fields.isSupported(field) ? fields.get(field) : otherwise;
    }

    private static long gregorian(long epochMs) {
        if (epochMs < GREGORIAN_MS) {
            throw EvaluationFailure.argument("the day is before 1582-10-15, where calendars differ");
        }
        return epochMs;
    }
}
