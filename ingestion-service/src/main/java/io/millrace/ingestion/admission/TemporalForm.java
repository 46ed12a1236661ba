package io.millrace.ingestion.admission;

import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.TimePattern;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import org.jspecify.annotations.Nullable;

/**
 * How a column writes dates, times or timestamps: RFC 3339 read straight from its bytes, or the contract's own pattern.
 *
 * @param type DATE, TIME or TIMESTAMP
 * @param own the contract's own pattern; null for RFC 3339
 * @param offset whether a timestamp of RFC 3339 carries an offset
 * @param zone of a timestamp without offset
 * @param word what it is, for messages
 */
record TemporalForm(ColumnType type, @Nullable TimePattern own, boolean offset, ZoneId zone, String word) {
    /** What {@link #read} answers where the text has another form. */
    static final long UNREADABLE = TimePattern.UNREADABLE;

    private static final long DAY_MS = 86_400_000;
    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

    /** @throws IllegalArgumentException where the pattern is none */
    static TemporalForm of(ColumnType type, Constraints constraints) {
        boolean offset = !Boolean.FALSE.equals(constraints.timezone());
        ZoneId zone = constraints.defaultTimezone() == null ? ZoneOffset.UTC : ZoneId.of(constraints.defaultTimezone());
        String format = constraints.format();
        if (format != null) {
            return new TemporalForm(type, new TimePattern(type, format, zone), offset, zone, "the form " + format);
        }
        String word = switch (type) {
            case DATE -> "a date such as 2001-01-31";
            case TIME -> "a time such as 13:45:00.123";
            default ->
                offset
                        ? "an RFC 3339 timestamp with offset such as 2001-01-31T13:45:00Z"
                        : "a timestamp without offset such as 2001-01-31T13:45:00";
        };
        return new TemporalForm(type, null, offset, zone, word);
    }

    /**
     * Milliseconds since the epoch (of a DATE, its midnight in UTC; of a TIME, since midnight), finer digits cut off, or
     * {@link #UNREADABLE}.
     */
    long read(byte[] text, int from, int to) {
        if (own != null) {
            long value = own.read(new String(text, from, to - from, StandardCharsets.UTF_8));
            return type == ColumnType.DATE && value != UNREADABLE ? value * DAY_MS : value;
        }
        return switch (type) {
            case DATE -> to - from == 10 ? dateMs(text, from) : UNREADABLE;
            case TIME -> {
                int end = timeEnd(text, from, to);
                yield end == to ? timeMs(text, from, end) : UNREADABLE;
            }
            default -> timestamp(text, from, to);
        };
    }

    /** The same of a TIMESTAMP in microseconds. */
    long readMicros(byte[] text, int from, int to) {
        if (own != null) {
            return own.readMicros(new String(text, from, to - from, StandardCharsets.UTF_8));
        }
        long ms = timestamp(text, from, to);
        return ms == UNREADABLE ? UNREADABLE : ms * 1_000 + microsOfMs(text, from + 19, to);
    }

    /** The fourth to the sixth digit of a fraction, which begins with a point. */
    private static int microsOfMs(byte[] text, int point, int to) {
        int end = point;
        while (end < to && (end == point ? text[end] == '.' : text[end] >= '0' && text[end] <= '9')) {
            end++;
        }
        int micros = 0;
        for (int i = point + 4; i < point + 7; i++) {
            micros = micros * 10 + (i < end ? text[i] - '0' : 0);
        }
        return micros;
    }

    private long timestamp(byte[] text, int from, int to) {
        if (to - from < 19 || (text[from + 10] | 0x20) != 't') {
            return UNREADABLE;
        }
        long date = dateMs(text, from);
        int end = timeEnd(text, from + 11, to);
        if (date == UNREADABLE || end < 0) {
            return UNREADABLE;
        }
        long time = timeMs(text, from + 11, end);
        if (time == UNREADABLE) {
            return UNREADABLE;
        }
        if (!offset) {
            return end == to ? local(date + time) : UNREADABLE;
        }
        long offsetMs = offsetMs(text, end, to);
        return offsetMs == UNREADABLE ? UNREADABLE : date + time - offsetMs;
    }

    private long local(long ms) {
        if (zone.equals(ZoneOffset.UTC)) {
            return ms;
        }
        return LocalDateTime.ofEpochSecond(
                        Math.floorDiv(ms, 1000), (int) Math.floorMod(ms, 1000L) * 1_000_000, ZoneOffset.UTC)
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }

    /** {@code yyyy-MM-dd} at the given place, at least 10 bytes. */
    private static long dateMs(byte[] text, int at) {
        int year = two(text, at) * 100 + two(text, at + 2);
        int month = two(text, at + 5);
        int day = two(text, at + 8);
        boolean shaped = text[at + 4] == '-' && text[at + 7] == '-';
        if (!shaped || two(text, at) < 0 || two(text, at + 2) < 0 || month < 1 || month > 12 || day < 1) {
            return UNREADABLE;
        }
        boolean leap = IsoChronology.INSTANCE.isLeapYear(year);
        int length = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        if (day > length) {
            return UNREADABLE;
        }
        long before = 365L * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
        long dayOfYear = DAYS_BEFORE_MONTH[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
        return (before + dayOfYear - DAYS_TO_EPOCH) * DAY_MS;
    }

    /** Days from 0000-01-01 to 1970-01-01. */
    private static final long DAYS_TO_EPOCH = 719_528;

    /** Where a time {@code HH:mm:ss} with up to nine digits of fraction ends, -1 where there is none. */
    private static int timeEnd(byte[] text, int at, int to) {
        if (at + 8 > to) {
            return -1;
        }
        int end = at + 8;
        if (end < to && text[end] == '.') {
            end++;
            while (end < to && text[end] >= '0' && text[end] <= '9') {
                end++;
            }
            int digits = end - at - 9;
            return digits >= 1 && digits <= 9 ? end : -1;
        }
        return end;
    }

    private static long timeMs(byte[] text, int at, int end) {
        int hour = two(text, at);
        int minute = two(text, at + 3);
        int second = two(text, at + 6);
        boolean shaped = text[at + 2] == ':' && text[at + 5] == ':';
        if (!shaped || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
            return UNREADABLE;
        }
        int ms = 0;
        for (int i = at + 9; i < at + 12; i++) {
            ms = ms * 10 + (i < end ? text[i] - '0' : 0);
        }
        return ((hour * 60L + minute) * 60 + second) * 1000 + ms;
    }

    /** {@code Z} or an offset of at most 18 hours, as java.time has it. */
    private static long offsetMs(byte[] text, int at, int to) {
        if (to - at == 1 && (text[at] | 0x20) == 'z') {
            return 0;
        }
        if (to - at != 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
            return UNREADABLE;
        }
        int hours = two(text, at + 1);
        int minutes = two(text, at + 4);
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 18 * 60) {
            return UNREADABLE;
        }
        long ms = (hours * 60L + minutes) * 60_000;
        return text[at] == '-' ? -ms : ms;
    }

    /** Two decimal digits, or a negative number. */
    private static int two(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
    }
}
