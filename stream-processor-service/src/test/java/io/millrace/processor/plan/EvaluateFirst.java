package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.EvaluationException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The type and value of a view's first column for one row, or why it has none. */
final class EvaluateFirst {
    /** A row of the stream {@code parts}. */
    static final Map<String, Object> PART = new HashMap<>(Map.of(
            "plant",
            "north",
            "part",
            7L,
            "made_at",
            978_352_496_789L,
            "b",
            true,
            "l",
            42L,
            "d",
            -2.5d,
            "m",
            new BigDecimal("123.45"),
            "s",
            "Straße № 5",
            "dt",
            11_323,
            "tm",
            49_500_250));

    private EvaluateFirst() {}

    /** @param values of the stream's columns by name; of others null */
    static String of(Supplier<CompiledView> compiled, Map<String, Object> values) {
        try {
            CompiledView view = compiled.get();
            ViewPlan.Calc calc = (ViewPlan.Calc) view.emit().input();
            @Nullable
            Object[] row = calc.input().columns().stream()
                    .map(column -> values.get(column.name()))
                    .toArray();
            @Nullable Object[] out = calc.function().apply(row);
            assertThat(calc.function().apply(row)).as("pure").isEqualTo(out);
            Object value = out == null ? "no row" : out[0];
            if (value != null) {
                assertThat(value)
                        .isInstanceOf(calc.columns().getFirst().type().kind().javaType());
            }
            return view.columns().getFirst().type() + " " + value;
        } catch (EvaluationException e) {
            return e.code() + " " + e.getMessage();
        } catch (MillraceException e) {
            return refusal(e);
        }
    }

    /** One line a violation. */
    static String refusal(MillraceException e) {
        return e.violations().stream().map(EvaluateFirst::violation).collect(Collectors.joining("\n"));
    }

    private static String violation(Violation violation) {
        return violation.line() + ":" + violation.column() + " " + violation.code() + " " + violation.detail()
                + (violation.hint() == null ? "" : " | " + violation.hint());
    }
}
