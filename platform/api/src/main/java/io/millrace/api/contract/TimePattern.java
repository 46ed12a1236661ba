package io.millrace.api.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A contract's own pattern of a column of dates, times or timestamps, {@link ColumnSchema.Constraints#format}. What is a bound
 * of the column, what is admitted and what a view reads is decided here alone. Names of months and days are English; years are
 * 0000 to 9999, as in RFC 3339. Thread-safe.
 */
public final class TimePattern {
    /** What {@link #read} answers where the text has another form. */
    public static final long UNREADABLE = Long.MIN_VALUE;

    private static final LocalDate FIRST_DAY = LocalDate.of(0, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final ColumnType type;
    private final DateTimeFormatter formatter;
    private final ZoneId zone;

    /**
     * @param type DATE, TIME or TIMESTAMP
     * @param pattern in the letters of {@link DateTimeFormatter}
     * @param zone of a timestamp without offset
     * @throws IllegalArgumentException where the pattern is none, or the type another
     */
    public TimePattern(ColumnType type, String pattern, ZoneId zone) {
        if (type != ColumnType.DATE && type != ColumnType.TIME && type != ColumnType.TIMESTAMP) {
            throw new IllegalArgumentException(type + " has no pattern");
        }
        this.type = type;
        this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        this.zone = zone;
    }

    /**
     * The value of a text, finer digits than milliseconds cut off: of a DATE the days since 1970-01-01, of a TIME the
     * milliseconds since midnight, of a TIMESTAMP those since the epoch; or {@link #UNREADABLE}.
     */
    public long read(String text) {
        try {
            return switch (type) {
                case DATE -> days(formatter.parse(text, LocalDate::from));
                case TIME -> formatter.parse(text, LocalTime::from).get(ChronoField.MILLI_OF_DAY);
                default -> milliseconds(instant(text));
            };
        } catch (DateTimeException e) {
            return UNREADABLE;
        }
    }

    /** The same of a TIMESTAMP in microseconds since the epoch, finer digits cut off; or {@link #UNREADABLE}. */
    public long readMicros(String text) {
        try {
            Instant instant = instant(text);
            return isKnown(instant) ? instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000 : UNREADABLE;
        } catch (DateTimeException e) {
            return UNREADABLE;
        }
    }

    private static long days(LocalDate date) {
        return date.isBefore(FIRST_DAY) || date.isAfter(LAST_DAY) ? UNREADABLE : date.toEpochDay();
    }

    private static long milliseconds(Instant instant) {
        return isKnown(instant) ? instant.toEpochMilli() : UNREADABLE;
    }

    private static boolean isKnown(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }

    private Instant instant(String text) {
        return switch (formatter.parseBest(
                text, OffsetDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from)) {
            case OffsetDateTime time -> time.toInstant();
            case Instant time -> time;
            case LocalDateTime time -> time.atZone(zone).toInstant();
            case LocalDate date -> date.atStartOfDay(zone).toInstant();
            default -> throw new DateTimeException("neither a time nor a date");
        };
    }

    /**
     * The text of a value that {@link #read} answered.
     *
     * @throws DateTimeException where the pattern asks for more than the type has
     */
    public String print(long value) {
        return formatter.format(
                switch (type) {
                    case DATE -> LocalDate.ofEpochDay(value);
                    case TIME -> LocalTime.MIDNIGHT.plus(value, ChronoUnit.MILLIS);
                    default -> Instant.ofEpochMilli(value).atZone(zone);
                });
    }
}
