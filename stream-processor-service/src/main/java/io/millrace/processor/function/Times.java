package io.millrace.processor.function;

import org.apache.calcite.avatica.util.DateTimeUtils;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.jspecify.annotations.Nullable;

/** Functions of dates and timestamps, all in UTC. */
public final class Times {
    private static final long DAY_MS = 86_400_000L;
    /** Years 0001 to 9999, which is what dates of events can be. */
    private static final long MIN_MS = -62_135_596_800_000L;

    private static final long YEAR_0_MS = -62_167_219_200_000L;
    private static final long MAX_MS = 253_402_300_799_999L;

    private Times() {}

    /**
     * EXTRACT of a field from a timestamp; the week is ISO's, the day of the week counts from Sunday = 1. As in Flink, the
     * millisecond is that of the second, and the epoch is in seconds, whose fraction is cut off.
     */
    public static long extract(String unit, long epochMs) {
        return switch (unit) {
            case "HOUR" -> Math.floorMod(epochMs, DAY_MS) / 3_600_000;
            case "MINUTE" -> Math.floorMod(epochMs, 3_600_000L) / 60_000;
            case "SECOND" -> Math.floorMod(epochMs, 60_000L) / 1_000;
            case "MILLISECOND" -> Math.floorMod(epochMs, 1_000L);
            case "EPOCH" -> epochMs / 1_000;
            default -> extractFromDate(unit, Math.toIntExact(Math.floorDiv(epochMs, DAY_MS)));
        };
    }

    public static long extractFromDate(String unit, int days) {
        return unit.equals("EPOCH")
                ? days * (DAY_MS / 1_000)
                : DateTimeUtils.unixDateExtract(TimeUnitRange.valueOf(unit), days);
    }

    public static long floor(String unit, long epochMs) {
        return switch (unit) {
            case "DAY" -> floorTo(epochMs, DAY_MS);
            case "HOUR" -> floorTo(epochMs, 3_600_000);
            case "MINUTE" -> floorTo(epochMs, 60_000);
            case "SECOND" -> floorTo(epochMs, 1_000);
            default -> DAY_MS * floorDate(unit, (int) Math.floorDiv(epochMs, DAY_MS));
        };
    }

    public static long ceil(String unit, long epochMs) {
        long floor = floor(unit, epochMs);
        return floor == epochMs
                ? epochMs
                : switch (unit) {
                    case "DAY" -> floor + DAY_MS;
                    case "HOUR" -> floor + 3_600_000;
                    case "MINUTE" -> floor + 60_000;
                    case "SECOND" -> floor + 1_000;
                    default -> DateTimeUtils.addMonths(floor, months(unit));
                };
    }

    public static int floorDate(String unit, int days) {
        return unit.equals("DAY") ? days : (int) DateTimeUtils.unixDateFloor(TimeUnitRange.valueOf(unit), days);
    }

    public static int ceilDate(String unit, int days) {
        int floor = floorDate(unit, days);
        return floor == days ? days : (int) DateTimeUtils.addMonths(floor, months(unit));
    }

    private static int months(String unit) {
        return switch (unit) {
            case "MONTH" -> 1;
            case "QUARTER" -> 3;
            case "YEAR" -> 12;
            default -> throw new IllegalArgumentException("unit " + unit);
        };
    }

    private static long floorTo(long epochMs, long unitMs) {
        return epochMs - Math.floorMod(epochMs, unitMs);
    }

    public static long plus(long epochMs, long ms) {
        return inRange(Math.addExact(epochMs, ms));
    }

    public static long minus(long epochMs, long ms) {
        return inRange(Math.subtractExact(epochMs, ms));
    }

    /** The same day of another month, or its last day. */
    public static long plusMonths(long epochMs, long months) {
        return inRange(DateTimeUtils.addMonths(epochMs, boundedMonths(months)));
    }

    public static int datePlusDays(int days, long ms) {
        return inDateRange(Math.addExact(days, Math.floorDiv(ms, DAY_MS)));
    }

    public static int datePlusMonths(int days, long months) {
        return inDateRange(DateTimeUtils.addMonths(days, boundedMonths(months)));
    }

    public static long monthsBetween(long laterMs, long earlierMs) {
        return DateTimeUtils.subtractMonths(laterMs, earlierMs);
    }

    private static int boundedMonths(long months) {
        if (Math.abs(months) > 200_000) {
            throw EvaluationFailure.overflow("out of the range of TIMESTAMP");
        }
        return (int) months;
    }

    private static long inRange(long epochMs) {
        if (epochMs < MIN_MS || epochMs > MAX_MS) {
            throw EvaluationFailure.overflow("out of the range of TIMESTAMP");
        }
        return epochMs;
    }

    private static int inDateRange(long days) {
        inRange(Math.multiplyExact(days, DAY_MS));
        return (int) days;
    }

    /** TO_TIMESTAMP_LTZ of seconds; null outside of the years 0000 to 9999, as in Flink. */
    public static @Nullable Long ofEpochSeconds(long seconds) {
        return seconds < YEAR_0_MS / 1_000 || seconds > MAX_MS / 1_000 ? null : (Long) (seconds * 1_000);
    }

    /** The same of milliseconds. */
    public static @Nullable Long ofEpochMillis(long ms) {
        return ms < YEAR_0_MS || ms > MAX_MS ? null : (Long) ms;
    }

    /** @param ms added to microseconds */
    public static long plusMicros(long epochMicros, long ms) {
        return micros(plus(Math.floorDiv(epochMicros, 1_000L), ms), epochMicros);
    }

    public static long plusMonthsMicros(long epochMicros, long months) {
        return micros(plusMonths(Math.floorDiv(epochMicros, 1_000L), months), epochMicros);
    }

    /** Milliseconds with what is finer in a time. */
    private static long micros(long epochMs, long epochMicros) {
        return epochMs * 1_000 + Math.floorMod(epochMicros, 1_000L);
    }

    /** The first millisecond that is no earlier. */
    public static long ceilMicros(long epochMicros) {
        return Math.ceilDiv(epochMicros, 1_000L);
    }

    /** Cuts off digits of the fraction of a second of microseconds. @param precision 3 to 6 */
    public static long truncateMicros(long epochMicros, int precision) {
        return switch (precision) {
            case 3 -> floorTo(epochMicros, 1_000);
            case 4 -> floorTo(epochMicros, 100);
            case 5 -> floorTo(epochMicros, 10);
            default -> epochMicros;
        };
    }

    /** Cuts off digits of the fraction of a second. */
    public static long truncate(long epochMs, int precision) {
        return switch (precision) {
            case 0 -> floorTo(epochMs, 1_000);
            case 1 -> floorTo(epochMs, 100);
            case 2 -> floorTo(epochMs, 10);
            default -> epochMs;
        };
    }
}
