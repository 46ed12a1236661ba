package io.millrace.registry.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.millrace.api.contract.ColumnSchema.Constraints;
import io.millrace.api.contract.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code logicalTypeOptions} to bounds that the door can check, and refuses what it could not. */
final class CompileConstraints {
    static final int PATTERN_LENGTH_MAX = 1_000;

    /** Formats of strings that are checked, and those of the standard that say nothing about the text. */
    private static final Set<String> STRING_FORMATS =
            Set.of("uuid", "email", "ipv4", "ipv6", "uri", "hostname", "binary", "byte", "password");

    private static final Set<String> BINARY_FORMATS = Set.of("binary", "byte");

    private static final Map<String, Integer> SIGNED_BITS = Map.of("i8", 8, "i16", 16, "i32", 32);
    private static final Map<String, Integer> UNSIGNED_BITS = Map.of("u8", 8, "u16", 16, "u32", 32);

    private final Element options;
    private final Findings findings;

    private CompileConstraints(Element options, Findings findings) {
        this.options = options;
        this.findings = findings;
    }

    static Constraints compile(Element column, ColumnType type, Findings findings) {
        CompileConstraints compiler = new CompileConstraints(column.get("logicalTypeOptions"), findings);
        return switch (type) {
            case STRING -> compiler.string(ValidValues.of(column, findings));
            case BINARY -> compiler.binary(column);
            case LONG -> compiler.integer();
            case DOUBLE, DECIMAL -> compiler.number();
            case DATE, TIME, TIMESTAMP -> CompileTimes.compile(compiler.options, type, findings);
            case ARRAY -> compiler.array();
            case OBJECT -> compiler.object();
            case BOOLEAN, MAP -> Constraints.NONE;
        };
    }

    private Constraints string(@Nullable List<String> values) {
        Integer minLength = options.integer("minLength");
        Integer maxLength = options.integer("maxLength");
        checkOrder("minLength", minLength, "maxLength", maxLength);
        String pattern = options.text("pattern");
        if (pattern != null) {
            checkPattern(pattern);
        }
        String format = options.text("format");
        if (format != null && !STRING_FORMATS.contains(format)) {
            findings.add(
                    options.get("format"),
                    "FORMAT",
                    "The format '" + format + "' cannot be checked. Use one of "
                            + String.join(", ", STRING_FORMATS.stream().sorted().toList()) + ", or a pattern.",
                    NearestName.of(format, STRING_FORMATS)
                            .map(name -> "Did you mean '" + name + "'?")
                            .orElse(null));
        }
        return with(minLength, maxLength, pattern, format, Numbers.NONE, null, null, null, values);
    }

    /** Lengths are in bytes. The text of a value is Base64, so that nothing can be said about it. */
    private Constraints binary(Element column) {
        Integer minLength = options.integer("minLength");
        Integer maxLength = BinaryType.least(options.integer("maxLength"), BinaryType.length(column, findings));
        checkOrder("minLength", minLength, "maxLength", maxLength);
        String format = options.text("format");
        if (options.has("pattern") || format != null && !BINARY_FORMATS.contains(format)) {
            findings.add(
                    options.get(options.has("pattern") ? "pattern" : "format"),
                    "OPTION_UNAVAILABLE",
                    "A VARBINARY is checked for its minLength and maxLength in bytes alone. Remove it, or the physicalType.");
        }
        if (ValidValues.of(column, findings) != null) {
            findings.add(
                    column.get("quality"),
                    "OPTION_UNAVAILABLE",
                    "Values of a VARBINARY are not checked against a list. Remove the rule, or the physicalType.");
        }
        return with(minLength, maxLength, null, null, Numbers.NONE, null, null, null, null);
    }

    private void checkPattern(String pattern) {
        try {
            if (pattern.length() > PATTERN_LENGTH_MAX || RepeatBound.of(pattern) > RepeatBound.MAX) {
                findings.add(
                        options.get("pattern"),
                        "PATTERN",
                        "The pattern is longer than " + PATTERN_LENGTH_MAX
                                + " characters, or its repetitions multiply to" + " more than " + RepeatBound.MAX
                                + ". Write a smaller one.");
                return;
            }
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            findings.add(
                    options.get("pattern"),
                    "PATTERN",
                    "The pattern is not one of RE2 (" + e.getDescription() + ", at '" + e.getPattern()
                            + "'). RE2 has neither look-around nor back references.");
        }
    }

    private Constraints integer() {
        Numbers numbers = numbers();
        String format = options.text("format");
        Integer signed = format == null ? null : SIGNED_BITS.get(format);
        Integer unsigned = format == null ? null : UNSIGNED_BITS.get(format);
        if (signed != null) {
            BigInteger end = BigInteger.ONE.shiftLeft(signed - 1);
            numbers = numbers.within(new BigDecimal(end.negate()), new BigDecimal(end.subtract(BigInteger.ONE)));
        } else if (unsigned != null) {
            BigInteger end = BigInteger.ONE.shiftLeft(unsigned);
            numbers = numbers.within(BigDecimal.ZERO, new BigDecimal(end.subtract(BigInteger.ONE)));
        } else if (format != null && format.startsWith("u")) {
            // A column is a 64-bit integer; of u64 and u128 it holds what fits.
            numbers = numbers.within(BigDecimal.ZERO, null);
        }
        return with(null, null, null, null, numbers, null, null, null, null);
    }

    private Constraints number() {
        return with(null, null, null, null, numbers(), null, null, null, null);
    }

    private Numbers numbers() {
        Numbers numbers = new Numbers(
                options.number("minimum"),
                options.number("maximum"),
                options.number("exclusiveMinimum"),
                options.number("exclusiveMaximum"),
                options.number("multipleOf"));
        if (numbers.isEmpty()) {
            findings.add(options, "EMPTY_RANGE", "No number is within these bounds. Widen them.");
        }
        return numbers;
    }

    private Constraints array() {
        Integer minItems = options.integer("minItems");
        Integer maxItems = options.integer("maxItems");
        checkOrder("minItems", minItems, "maxItems", maxItems);
        return with(null, null, null, null, Numbers.NONE, minItems, maxItems, options.bool("uniqueItems"), null);
    }

    private Constraints object() {
        for (String option : List.of("minProperties", "maxProperties")) {
            if (options.has(option)) {
                findings.add(
                        options.get(option),
                        "OPTION_UNAVAILABLE",
                        option + " is not checked in this release. Remove it, or leave the contract a draft.");
            }
        }
        return Constraints.NONE;
    }

    private void checkOrder(String low, @Nullable Integer min, String high, @Nullable Integer max) {
        if (min != null && max != null && min > max) {
            findings.add(
                    options,
                    "EMPTY_RANGE",
                    low + " " + min + " is above " + high + " " + max + ": no value fits. Swap or widen them.");
        }
    }

    private static Constraints with(
            @Nullable Integer minLength,
            @Nullable Integer maxLength,
            @Nullable String pattern,
            @Nullable String format,
            Numbers numbers,
            @Nullable Integer minItems,
            @Nullable Integer maxItems,
            @Nullable Boolean uniqueItems,
            @Nullable List<String> values) {
        return new Constraints(
                minLength,
                maxLength,
                pattern,
                format,
                numbers.minimum(),
                numbers.maximum(),
                numbers.exclusiveMinimum(),
                numbers.exclusiveMaximum(),
                numbers.multipleOf(),
                null,
                null,
                null,
                null,
                minItems,
                maxItems,
                uniqueItems,
                values);
    }

    private record Numbers(
            @Nullable BigDecimal minimum,
            @Nullable BigDecimal maximum,
            @Nullable BigDecimal exclusiveMinimum,
            @Nullable BigDecimal exclusiveMaximum,
            @Nullable BigDecimal multipleOf) {
        static final Numbers NONE = new Numbers(null, null, null, null, null);

        Numbers within(@Nullable BigDecimal least, @Nullable BigDecimal greatest) {
            return new Numbers(
                    minimum == null || least != null && least.compareTo(minimum) > 0 ? least : minimum,
                    maximum == null || greatest != null && greatest.compareTo(maximum) < 0 ? greatest : maximum,
                    exclusiveMinimum,
                    exclusiveMaximum,
                    multipleOf);
        }

        boolean isEmpty() {
            return above(minimum, maximum, false)
                    || above(exclusiveMinimum, maximum, true)
                    || above(minimum, exclusiveMaximum, true)
                    || above(exclusiveMinimum, exclusiveMaximum, true);
        }

        private static boolean above(@Nullable BigDecimal low, @Nullable BigDecimal high, boolean orEqual) {
            return low != null && high != null && low.compareTo(high) > (orEqual ? -1 : 0);
        }
    }
}
