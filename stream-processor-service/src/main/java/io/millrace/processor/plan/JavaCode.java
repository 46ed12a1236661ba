package io.millrace.processor.plan;

import io.millrace.processor.function.JavaFunction;
import io.millrace.processor.step.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The body of a generated class while it is written: statements, fresh names, and constants that are made once. */
final class JavaCode {
    /** A value in generated code: the names (or literals) of its value and of the boolean that says it is null. */
    record Value(String code, String isNull, ValueType type) {
        boolean isNeverNull() {
            return isNull.equals("false");
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Object> constants = new ArrayList<>();
    private final Map<String, Class<?>> foreign = new HashMap<>();
    private final Map<Class<?>, String> instances = new HashMap<>();
    private int names;

    JavaCode line(String statement) {
        text.append(statement).append('\n');
        return this;
    }

    /** A new local name. */
    String name() {
        return "v" + names++;
    }

    /** Declares a local of the type with what stands for null, and the boolean beside it. */
    Value declare(ValueType type) {
        String name = name();
        line(SqlTypes.javaName(type) + " " + name + " = " + SqlTypes.javaDefault(type) + ";");
        line("boolean " + name + "n = true;");
        return new Value(name, name + "n", type);
    }

    /** A local that holds an expression's value; null where a condition says so. */
    Value define(ValueType type, String isNull, String expression) {
        String name = name();
        String java = SqlTypes.javaName(type);
        if (isNull.equals("false")) {
            line("final " + java + " " + name + " = " + expression + ";");
            return new Value(name, "false", type);
        }
        line("final boolean " + name + "n = " + isNull + ";");
        line("final " + java + " " + name + " = " + name + "n ? " + SqlTypes.javaDefault(type) + " : " + expression
                + ";");
        return new Value(name, name + "n", type);
    }

    /**
     * A local that holds the value of a method that can give null itself; null also where a condition says so.
     *
     * @param expression a reference: the class of the type, not its primitive
     */
    Value definePartial(ValueType type, String isNull, String expression) {
        String name = name();
        String boxed = type.kind().javaType().getName();
        line("final " + boxed + " " + name + "b = " + isNull + " ? null : " + expression + ";");
        line("final boolean " + name + "n = " + name + "b == null;");
        line("final " + SqlTypes.javaName(type) + " " + name + " = " + name + "n ? " + SqlTypes.javaDefault(type)
                + " : " + SqlTypes.unboxed(type, name + "b") + ";");
        return new Value(name, name + "n", type);
    }

    void assign(Value target, Value value) {
        line(target.code() + " = " + value.code() + ";");
        line(target.isNull() + " = " + value.isNull() + ";");
    }

    /** An expression that gives the constant, cast to its class. */
    String constant(Object value) {
        constants.add(value);
        String type = value.getClass().getName();
        return "((" + type + ") constants[" + (constants.size() - 1) + "])";
    }

    /** Notes a class of a jar that is named in the code; false where another one has its name. */
    boolean addForeign(Class<?> type) {
        return foreign.computeIfAbsent(type.getName(), name -> type) == type;
    }

    /** An object of a function's class, one for all calls in this code. */
    String foreignInstance(JavaFunction function) {
        return instances.computeIfAbsent(function.type(), type -> constant(function.instance()));
    }

    /** Classes of jars by name. */
    Map<String, Class<?>> foreign() {
        return foreign;
    }

    List<Object> constants() {
        return List.copyOf(constants);
    }

    String text() {
        return text.toString();
    }
}
