package io.millrace.views.row;

import io.millrace.api.contract.Base64Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The type of a view's column: how its values are read, compared and ordered. */
public enum ValueType {
    TEXT("text"),
    BYTES(Base64Text.FORM),
    LONG("a whole number of 64 bits"),
    DOUBLE("a number"),
    DECIMAL("a decimal number"),
    BOOLEAN("true or false"),
    DATE("a date such as 2001-01-31"),
    TIME("a time such as 13:45:00"),
    TIMESTAMP("a timestamp such as 2001-01-31T13:45:00Z"),
    /** Of days, hours, minutes and seconds. */
    DURATION("a duration such as PT49H30M"),
    /** Of years and months. */
    MONTHS("a period such as P1Y2M"),
    /** A ROW, an ARRAY or a MAP; its value is its JSON text. It is served and part of keys, but neither filtered nor ordered by. */
    NESTED("a JSON object or array");

    /** By code point, which is also the order of the UTF-8 bytes. */
    private static final Comparator<String> BY_CODE_POINT = ValueType::compareText;

    private static final Pattern PERIOD = Pattern.compile("P(?:(-?\\d+)Y)?(?:(-?\\d+)M)?");

    private final String form;

    ValueType(String form) {
        this.form = form;
    }

    /** What a literal of this type looks like, for messages. */
    public String form() {
        return form;
    }

    /**
     * @param sqlType as {@code ViewColumn} carries it, for example {@code DECIMAL(10,2)} or {@code ARRAY<BIGINT>}
     * @throws IllegalArgumentException where no column has such a type
     */
    public static ValueType of(String sqlType) {
        if (sqlType.startsWith("ROW<") || sqlType.startsWith("ARRAY<") || sqlType.startsWith("MAP<")) {
            return NESTED;
        }
        if (sqlType.startsWith("INTERVAL ")) {
            return sqlType.endsWith(" MONTH") ? MONTHS : DURATION;
        }
        int bracket = sqlType.indexOf('(');
        String name = bracket < 0 ? sqlType : sqlType.substring(0, bracket);
        return switch (name.strip()) {
            case "VARCHAR", "CHAR" -> TEXT;
            case "VARBINARY" -> BYTES;
            case "BIGINT", "INTEGER", "SMALLINT", "TINYINT" -> LONG;
            case "DOUBLE", "FLOAT", "REAL" -> DOUBLE;
            case "DECIMAL" -> DECIMAL;
            case "BOOLEAN" -> BOOLEAN;
            case "DATE" -> DATE;
            case "TIME" -> TIME;
            case "TIMESTAMP" -> TIMESTAMP;
            default -> throw new IllegalArgumentException("columns of type " + sqlType + " cannot be served");
        };
    }

    /**
     * The value that the text stands for, in a query or as a JSON scalar without its quotes.
     *
     * @throws IllegalArgumentException where the text is no value of this type
     */
    public Object parse(String text) {
        try {
            return switch (this) {
                case TEXT, NESTED -> text;
                case BYTES -> Bytes.parse(text);
                case LONG -> Long.valueOf(text);
                case DOUBLE -> positiveZero(Double.parseDouble(text));
                case DECIMAL -> decimal(text);
                case BOOLEAN -> bool(text);
                case DATE -> LocalDate.parse(text);
                case TIME -> LocalTime.parse(text);
                case TIMESTAMP -> Timestamps.parse(text);
                case DURATION -> Duration.parse(text);
                case MONTHS -> months(text);
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not " + form, e);
        }
    }

    /** Orders two values of this type. */
    public int compare(Object left, Object right) {
        return switch (this) {
            case TEXT, NESTED -> BY_CODE_POINT.compare((String) left, (String) right);
            case BYTES -> ((Bytes) left).compareTo((Bytes) right);
            case LONG -> ((Long) left).compareTo((Long) right);
            case DOUBLE -> ((Double) left).compareTo((Double) right);
            case DECIMAL -> ((BigDecimal) left).compareTo((BigDecimal) right);
            case BOOLEAN -> ((Boolean) left).compareTo((Boolean) right);
            case DATE -> ((LocalDate) left).compareTo((LocalDate) right);
            case TIME -> ((LocalTime) left).compareTo((LocalTime) right);
            case TIMESTAMP -> ((Instant) left).compareTo((Instant) right);
            case DURATION -> ((Duration) left).compareTo((Duration) right);
            case MONTHS -> ((Long) left).compareTo((Long) right);
        };
    }

    /** Text that {@link #parse} reads as the same value. */
    public String print(Object value) {
        return switch (this) {
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case MONTHS -> "P" + value + "M";
            default -> value.toString();
        };
    }

    private static Double positiveZero(double value) {
        return value + 0.0;
    }

    private static BigDecimal decimal(String text) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.scale()) > 1000 || value.precision() > 1000) {
            throw new NumberFormatException("more than 1000 digits");
        }
        return value;
    }

    private static Long months(String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches() || text.equals("P")) {
            throw new NumberFormatException(text);
        }
        return Math.addExact(Math.multiplyExact(number(matcher.group(1)), 12L), number(matcher.group(2)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new NumberFormatException(text);
        };
    }

    private static int compareText(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // A surrogate stands for a code point above every other char.
                boolean surrogateA = Character.isSurrogate(a);
                boolean surrogateB = Character.isSurrogate(b);
                return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }
}
