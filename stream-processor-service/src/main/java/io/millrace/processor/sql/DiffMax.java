package io.millrace.processor.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By how much the rows of a version may differ from those that it replaces, to be served without being asked for.
 *
 * @param value a number of rows, or percent of the keys that either version has
 */
public record DiffMax(BigDecimal value, Unit unit) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(%|rows?)?\\s*");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** What the value counts. */
    public enum Unit {
        ROWS,
        PERCENT
    }

    /** @return of '0', '0.05 %' or '20 rows'; empty where the text is neither */
    static Optional<DiffMax> of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal value = new BigDecimal(matcher.group(1));
        if ("%".equals(matcher.group(2))) {
            return value.compareTo(HUNDRED) > 0 ? Optional.empty() : Optional.of(new DiffMax(value, Unit.PERCENT));
        }
        boolean counts = matcher.group(2) != null || value.signum() == 0;
        boolean whole = value.stripTrailingZeros().scale() <= 0;
        return counts && whole ? Optional.of(new DiffMax(value, Unit.ROWS)) : Optional.empty();
    }

    /**
     * @param differences keys that differ
     * @param keys that either version has
     */
    public boolean allows(long differences, long keys) {
        BigDecimal differ = BigDecimal.valueOf(differences);
        return switch (unit) {
            case ROWS -> differ.compareTo(value) <= 0;
            case PERCENT -> differ.multiply(HUNDRED).compareTo(value.multiply(BigDecimal.valueOf(keys))) <= 0;
        };
    }

    /** As it can be written in a statement. */
    @Override
    public String toString() {
        String number = value.setScale(Math.max(0, value.stripTrailingZeros().scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
        return number + (unit == Unit.PERCENT ? " %" : " rows");
    }
}
