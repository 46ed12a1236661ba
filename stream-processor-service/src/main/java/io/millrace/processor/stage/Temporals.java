package io.millrace.processor.stage;

import io.millrace.api.contract.TimePattern;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Dates and times of RFC 3339 in ASCII bytes, to and from the representation in rows. Years 0000 to 9999. */
final class Temporals {
    static final long INVALID = TimePattern.UNREADABLE;

    private static final int DAY_MS = 86_400_000;
    private static final int[] DAYS_OF_MONTH = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Temporals() {}

    /** {@code 2001-01-31} as days since 1970-01-01, or {@link #INVALID}. */
    static long date(byte[] bytes, int from, int to) {
        return to - from == 10 ? datePart(bytes, from) : INVALID;
    }

    private static long datePart(byte[] b, int at) {
        int year = digits(b, at, 4);
        int month = digits(b, at + 5, 2);
        int day = digits(b, at + 8, 2);
        if ((year | month | day) < 0 || b[at + 4] != '-' || b[at + 7] != '-') {
            return INVALID;
        }
        boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
        if (month < 1 || month > 12 || day < 1 || day > DAYS_OF_MONTH[month - 1] || month == 2 && day == 29 && !leap) {
            return INVALID;
        }
        return epochDay(year, month, day);
    }

    /** Days from the civil calendar (H. Hinnant, chrono-Compatible Low-Level Date Algorithms). */
    private static long epochDay(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468;
    }

    /** {@code 23:59:58} or {@code 23:59:58.123} as milliseconds of the day, further digits cut off, or {@link #INVALID}. */
    static long time(byte[] bytes, int from, int to) {
        int end = timeEnd(bytes, from, to);
        return end == to ? timePart(bytes, from, to) : INVALID;
    }

    /** One past the seconds and their fraction; -1 where there are none. */
    private static int timeEnd(byte[] b, int at, int to) {
        if (to - at < 8) {
            return -1;
        }
        int end = at + 8;
        if (end < to && b[end] == '.') {
            int fraction = ++end;
            while (end < to && b[end] >= '0' && b[end] <= '9') {
                end++;
            }
            return end == fraction ? -1 : end;
        }
        return end;
    }

    private static long timePart(byte[] b, int at, int end) {
        int hour = digits(b, at, 2);
        int minute = digits(b, at + 3, 2);
        int second = digits(b, at + 6, 2);
        if ((hour | minute | second) < 0
                || b[at + 2] != ':'
                || b[at + 5] != ':'
                || hour > 23
                || minute > 59
                || second > 59) {
            return INVALID;
        }
        int millis = 0;
        for (int i = 0; i < 3; i++) {
            int digit = at + 9 + i;
            millis = millis * 10 + (digit < end ? b[digit] - '0' : 0);
        }
        return ((hour * 60L + minute) * 60 + second) * 1000 + millis;
    }

    /**
     * {@code 2001-01-31T23:59:58.123+01:00} as milliseconds since the epoch, further digits cut off.
     *
     * @param zone where a timestamp without offset is in; null where it must have one
     * @return {@link #INVALID} where it is no such timestamp
     */
    static long timestamp(byte[] b, int from, int to, @Nullable ZoneId zone) {
        if (to - from < 19 || b[from + 10] != 'T' && b[from + 10] != 't' && b[from + 10] != ' ') {
            return INVALID;
        }
        long day = datePart(b, from);
        int end = timeEnd(b, from + 11, to);
        if (day == INVALID || end < 0) {
            return INVALID;
        }
        long time = timePart(b, from + 11, end);
        if (time == INVALID) {
            return INVALID;
        }
        long local = day * DAY_MS + time;
        if (end == to) {
            return zone == null ? INVALID : local - offsetMs(local, zone);
        }
        if (b[end] == 'Z' || b[end] == 'z') {
            return end + 1 == to ? local : INVALID;
        }
        long offset = offsetPart(b, end, to);
        return offset == INVALID ? INVALID : local - offset;
    }

    /** The same as microseconds. */
    static long micros(byte[] b, int from, int to, @Nullable ZoneId zone) {
        long ms = timestamp(b, from, to, zone);
        return ms == INVALID ? INVALID : ms * 1_000 + microsOfMs(b, from + 19, to);
    }

    /** The fourth to the sixth digit of a fraction, which begins with a point. */
    private static int microsOfMs(byte[] b, int point, int to) {
        int end = timeEnd(b, point - 8, to);
        int micros = 0;
        for (int i = point + 4; i < point + 7; i++) {
            micros = micros * 10 + (i < end ? b[i] - '0' : 0);
        }
        return micros;
    }

    private static long offsetPart(byte[] b, int at, int to) {
        if (to - at != 6 || b[at] != '+' && b[at] != '-' || b[at + 3] != ':') {
            return INVALID;
        }
        int hours = digits(b, at + 1, 2);
        int minutes = digits(b, at + 4, 2);
        if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
            return INVALID;
        }
        long ms = (hours * 60L + minutes) * 60_000;
        return b[at] == '-' ? -ms : ms;
    }

    private static long offsetMs(long local, ZoneId zone) {
        LocalDateTime dateTime = LocalDateTime.ofEpochSecond(Math.floorDiv(local, 1000L), 0, ZoneOffset.UTC);
        return dateTime.atZone(zone).getOffset().getTotalSeconds() * 1000L;
    }

    private static int digits(byte[] b, int at, int count) {
        int value = 0;
        for (int i = at; i < at + count; i++) {
            int digit = b[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
