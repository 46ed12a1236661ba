package io.millrace.processor.function;

import io.millrace.processor.step.ValueType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One {@code eval} of a function: what it takes and gives in Java and in SQL. */
public record JavaMethod(Method method) {
    public boolean isStatic() {
        return Modifier.isStatic(method.getModifiers());
    }

    /** SQL types of the parameters; of a DECIMAL any digits are taken. */
    public List<ValueType> parameters() {
        return Arrays.stream(method.getParameterTypes()).map(JavaMethod::known).toList();
    }

    public ValueType result() {
        return known(method.getReturnType());
    }

    /** Whether a parameter cannot hold null: the result is then null without a call. */
    public boolean isPrimitive(int parameter) {
        return method.getParameterTypes()[parameter].isPrimitive();
    }

    /** Whether it can give null for parameters that are not. */
    public boolean givesNull() {
        return !method.getReturnType().isPrimitive();
    }

    /** {@code (DOUBLE, VARCHAR)}. */
    public String signature() {
        return parameters().stream()
                .map(type -> type.kind() == ValueType.Kind.DECIMAL ? "DECIMAL" : type.sqlName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static ValueType known(Class<?> type) {
        return ForeignTypes.sqlType(type).orElseThrow();
    }
}
