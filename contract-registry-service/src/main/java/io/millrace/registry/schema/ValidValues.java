package io.millrace.registry.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values that a string column may have: the standard has no enumeration among its options, but a quality check
 * says the same, and one that allows no invalid value can be kept at the door:
 *
 * <pre>
 * quality: [{metric: invalidValues, arguments: {validValues: [red, green]}, mustBe: 0}]
 * </pre>
 */
final class ValidValues {
    private static final int VALUES_MAX = 10_000;

    private ValidValues() {}

    static @Nullable List<String> of(Element column, Findings findings) {
        for (Element check : column.items("quality")) {
            Element arguments = check.get("arguments");
            if ("invalidValues".equals(check.text("metric"))
                    && arguments.node().has("validValues")
                    && check.node().path("mustBe").isNumber()
                    && check.node().path("mustBe").decimalValue().signum() == 0) {
                return texts(arguments, findings);
            }
        }
        return null;
    }

    private static @Nullable List<String> texts(Element arguments, Findings findings) {
        List<String> values = new ArrayList<>();
        for (Element item : arguments.items("validValues")) {
            if (item.node().isString()) {
                values.add(item.node().stringValue());
            } else {
                findings.add(item, "VALID_VALUES", "A valid value of a string column is no string. Put it in quotes.");
            }
        }
        if (values.size() > VALUES_MAX) {
            findings.add(
                    arguments.get("validValues"),
                    "VALID_VALUES",
                    "There are more than " + VALUES_MAX + " valid values. Use a pattern, or check them downstream.");
        }
        return values.isEmpty() ? null : List.copyOf(values);
    }
}
