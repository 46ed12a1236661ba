package io.millrace.processor.function;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** What stands around a call of a function of a jar: arguments as it takes them, and checks of what it gives. */
public final class ForeignCalls {
    private static final String FAILED = "FUNCTION_FAILED";
    private static final int MESSAGE_MAX = 500;
    private static final long MS_PER_SECOND = 1_000;
    private static final int NANOS_PER_MS = 1_000_000;
    private static final int INTEGER_DIGITS_MAX = ForeignTypes.DECIMAL_DIGITS - ForeignTypes.DECIMAL_SCALE;
    private static final Instant TIME_MIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private ForeignCalls() {}

    public static LocalDate date(int days) {
        return LocalDate.ofEpochDay(days);
    }

    public static LocalTime time(int ms) {
        return LocalTime.ofNanoOfDay((long) ms * NANOS_PER_MS);
    }

    public static Instant instant(long ms) {
        return Instant.ofEpochMilli(ms);
    }

    public static Instant instantOfMicros(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), 1_000L * Math.floorMod(micros, 1_000_000L));
    }

    /** Checks a DOUBLE, and gives the one zero. */
    public static double given(double value) {
        if (!Double.isFinite(value)) {
            throw failed("it gave " + value + ", which is no DOUBLE of SQL");
        }
        return value + 0.0d;
    }

    public static long given(long value) {
        return value;
    }

    public static boolean given(boolean value) {
        return value;
    }

    public static @Nullable Double given(@Nullable Double value) {
        return value == null ? null : (Double) given(value.doubleValue());
    }

    public static @Nullable Long given(@Nullable Long value) {
        return value;
    }

    public static @Nullable Boolean given(@Nullable Boolean value) {
        return value;
    }

    /** Checks that a text is not too long and can be written as UTF-8. */
    public static @Nullable String given(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (value.length() > Texts.LENGTH_MAX) {
            throw new EvaluationFailure("TEXT_TOO_LONG", "the text is longer than " + Texts.LENGTH_MAX);
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (!Character.isSurrogatePair(value.charAt(i), i + 1 < value.length() ? value.charAt(i + 1) : 0)) {
                    throw failed("it gave a text with half of a character at " + i);
                }
                i++;
            }
        }
        return value;
    }

    /** The value with 18 digits after the point; it must have no more, and at most 20 before it. */
    public static @Nullable BigDecimal given(@Nullable BigDecimal value) {
        if (value == null) {
            return null;
        }
        if (value.getClass() != BigDecimal.class) {
            throw failed("it gave a subclass of BigDecimal");
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(ForeignTypes.DECIMAL_SCALE);
        }
        BigDecimal shortest = value.stripTrailingZeros();
        long before = (long) shortest.precision() - shortest.scale();
        if (before > INTEGER_DIGITS_MAX || shortest.scale() > ForeignTypes.DECIMAL_SCALE) {
            throw failed("it gave a number with more digits than a DECIMAL(" + ForeignTypes.DECIMAL_DIGITS + ", "
                    + ForeignTypes.DECIMAL_SCALE + ") has; round it in eval");
        }
        return shortest.setScale(ForeignTypes.DECIMAL_SCALE);
    }

    /** Days since 1970-01-01. */
    public static @Nullable Integer given(@Nullable LocalDate value) {
        if (value == null) {
            return null;
        }
        if (value.getYear() < 1 || value.getYear() > 9999) {
            throw failed("it gave a date that is not of the years 0001 to 9999");
        }
        return Math.toIntExact(value.toEpochDay());
    }

    /** Milliseconds of the day; what is less than one is cut off. */
    public static @Nullable Integer given(@Nullable LocalTime value) {
        return value == null ? null : (Integer) (int) (value.toNanoOfDay() / NANOS_PER_MS);
    }

    /** Milliseconds since 1970-01-01T00:00:00Z; what is less than one is cut off. */
    public static @Nullable Long given(@Nullable Instant value) {
        if (value == null) {
            return null;
        }
        if (value.isBefore(TIME_MIN) || value.isAfter(TIME_MAX)) {
            throw failed("it gave a time that is not of the years 0001 to 9999");
        }
        return value.getEpochSecond() * MS_PER_SECOND + value.getNano() / NANOS_PER_MS;
    }

    /**
     * What a row is refused with where the function threw something.
     *
     * @throws VirtualMachineError the error itself where not the function is at fault, such as an OutOfMemoryError
     */
    public static EvaluationFailure thrown(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
            throw error;
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return failed(told(thrown));
    }

    /** The class and the message, at most 500 characters of it. */
    static String told(Throwable thrown) {
        String message = message(thrown);
        String told = thrown.getClass().getName() + (message == null ? "" : ": " + message);
        return told.length() > MESSAGE_MAX ? told.substring(0, MESSAGE_MAX) + "…" : told;
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return null;
        }
    }

    private static EvaluationFailure failed(String detail) {
        return new EvaluationFailure(FAILED, detail);
    }
}
