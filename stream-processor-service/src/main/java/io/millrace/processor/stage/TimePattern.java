package io.millrace.processor.stage;

import io.millrace.processor.step.ValueType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Dates, times or timestamps in the contract's own pattern, read as the door reads them. */
final class TimePattern {
    private final ValueType.Kind kind;
    private final DateTimeFormatter formatter;
    private final ZoneId zone;

    /** @param zone of a timestamp without offset */
    TimePattern(ValueType.Kind kind, String pattern, ZoneId zone) {
        this.kind = kind;
        this.formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
        this.zone = zone;
    }

    /** The value as it stands in rows, finer digits than milliseconds cut off, or {@link Temporals#INVALID}. */
    long read(String text) {
        try {
            return switch (kind) {
                case DATE -> formatter.parse(text, LocalDate::from).toEpochDay();
                case TIME -> formatter.parse(text, LocalTime::from).get(ChronoField.MILLI_OF_DAY);
                default -> timestamp(text);
            };
        } catch (DateTimeException | ArithmeticException e) {
            return Temporals.INVALID;
        }
    }

    private long timestamp(String text) {
        Instant instant = switch (formatter.parseBest(
                text, OffsetDateTime::from, Instant::from, LocalDateTime::from, LocalDate::from)) {
            case OffsetDateTime time -> time.toInstant();
            case Instant time -> time;
            case LocalDateTime time -> time.atZone(zone).toInstant();
            case LocalDate date -> date.atStartOfDay(zone).toInstant();
            default -> throw new DateTimeException("no time");
        };
        return instant.toEpochMilli();
    }
}
