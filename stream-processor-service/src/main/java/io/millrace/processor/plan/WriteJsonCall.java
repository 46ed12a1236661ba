package io.millrace.processor.plan;

import static java.util.Map.entry;

import io.millrace.processor.function.EvaluationFailure;
import io.millrace.processor.function.JsonExists;
import io.millrace.processor.function.JsonFallback;
import io.millrace.processor.function.JsonPath;
import io.millrace.processor.function.JsonQuery;
import io.millrace.processor.function.JsonTemplate;
import io.millrace.processor.function.JsonValue;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.step.ValueType;
import io.millrace.processor.step.ValueType.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.SqlJsonEmptyOrError;
import org.apache.calcite.sql.SqlJsonExistsErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlJsonQueryWrapperBehavior;
import org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Writes functions of JSON in text. Paths are literals, so that they are compiled, or refused, once. */
final class WriteJsonCall {
    private static final String PACKAGE = "io.millrace.processor.function.";
    private static final String MEND = "Cast it to VARCHAR.";
    /** Length of the VARCHAR that Calcite gives where none is named; nothing is cut to it. */
    private static final int LENGTH_UNNAMED = 2_000;

    private final WriteExpression expressions;
    private final JavaCode code;

    WriteJsonCall(WriteExpression expressions, JavaCode code) {
        this.expressions = expressions;
        this.code = code;
    }

    Map<String, CallWriter> writers() {
        return Map.ofEntries(
                entry("JSON_VALUE", this::value),
                entry("JSON_QUERY", this::query),
                entry("JSON_EXISTS", this::exists),
                entry("JSON_STRING", this::string),
                entry("JSON_OBJECT", this::object),
                entry("JSON_ARRAY", this::array),
                entry("IS JSON VALUE", call -> is(call, "", "isValue")),
                entry("IS JSON OBJECT", call -> is(call, "", "isObject")),
                entry("IS JSON ARRAY", call -> is(call, "", "isArray")),
                entry("IS JSON SCALAR", call -> is(call, "", "isScalar")),
                entry("IS NOT JSON VALUE", call -> is(call, "!", "isValue")),
                entry("IS NOT JSON OBJECT", call -> is(call, "!", "isObject")),
                entry("IS NOT JSON ARRAY", call -> is(call, "!", "isArray")),
                entry("IS NOT JSON SCALAR", call -> is(call, "!", "isScalar")));
    }

    private static RexNode operand(RexCall call, int index) {
        return call.getOperands().get(index);
    }

    private static <E extends Enum<E>> E symbol(RexNode node, Class<E> type) {
        return Objects.requireNonNull(((RexLiteral) node).getValueAs(type));
    }

    /** The text that holds JSON. */
    private Value json(RexCall call) {
        Value json = expressions.write(operand(call, 0));
        if (json.type().kind() != Kind.VARCHAR) {
            throw expressions.refuse(
                    call, call.getOperator().getName() + " reads JSON from a VARCHAR.", "Give it a text.");
        }
        return json;
    }

    private JsonPath path(RexCall call) {
        String name = call.getOperator().getName();
        if (!(operand(call, 1) instanceof RexLiteral literal) || literal.isNull()) {
            throw expressions.refuse(
                    call, name + " needs its path as a literal.", "Write the path in apostrophes: 'lax $.a'.");
        }
        try {
            return JsonPath.of(String.valueOf(RexLiteral.stringValue(literal)));
        } catch (EvaluationFailure e) {
            throw expressions.refuse(
                    call,
                    name + " does not take this path: " + e.getMessage() + ".",
                    "Paths have members and elements: 'lax $.a.b[0][''c d'']'; without lax they are strict.");
        }
    }

    private Value is(RexCall call, String not, String method) {
        Value json = json(call);
        String java = not + PACKAGE + "JsonText." + method + "(" + json.code() + ")";
        return code.define(expressions.type(call), json.isNull(), java);
    }

    private Value value(RexCall call) {
        ValueType type = returned(call);
        JsonFallback onEmpty = JsonFallback.NULL;
        JsonFallback onError = JsonFallback.NULL;
        int at = 2;
        while (at < call.getOperands().size()) {
            SqlJsonValueEmptyOrErrorBehavior behaviour =
                    symbol(operand(call, at++), SqlJsonValueEmptyOrErrorBehavior.class);
            JsonFallback fallback = switch (behaviour) {
                case ERROR -> JsonFallback.ERROR;
                case NULL -> JsonFallback.NULL;
                case DEFAULT -> new JsonFallback(false, defaultValue(call, operand(call, at++), type));
            };
            if (symbol(operand(call, at++), SqlJsonEmptyOrError.class) == SqlJsonEmptyOrError.EMPTY) {
                onEmpty = fallback;
            } else {
                onError = fallback;
            }
        }
        Value json = json(call);
        String function = code.constant(new JsonValue(path(call), type, onEmpty, onError));
        String java = "(" + type.kind().javaType().getName() + ") " + function + ".of(" + json.code() + ")";
        return code.definePartial(type, json.isNull(), java);
    }

    private ValueType returned(RexCall call) {
        ValueType type = expressions.type(call);
        boolean named = type.kind() == Kind.VARCHAR
                && call.getType().getPrecision() >= 0
                && call.getType().getPrecision() != LENGTH_UNNAMED;
        boolean supported = switch (type.kind()) {
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, DECIMAL -> true;
            case VARCHAR -> !named;
            default -> false;
        };
        if (!supported) {
            throw expressions.refuse(
                    call,
                    "RETURNING " + call.getType().getFullTypeString().replaceAll(" CHARACTER SET.*| NOT NULL", "")
                            + " is not supported.",
                    "Types are VARCHAR, BOOLEAN, INTEGER, BIGINT, DOUBLE and DECIMAL(p, s); cast what they give.");
        }
        return type;
    }

    /** A literal, which is of the type or converts to it as a scalar of JSON does. */
    private Object defaultValue(RexCall call, RexNode node, ValueType type) {
        Object scalar = scalar(node);
        boolean fraction = type.kind() == Kind.VARCHAR && scalar instanceof BigDecimal number && number.scale() != 0;
        Object value = scalar == null || fraction ? null : JsonValue.converted(scalar, type);
        if (value == null) {
            throw expressions.refuse(
                    call, "DEFAULT needs a literal of the type that JSON_VALUE returns.", "Use COALESCE for others.");
        }
        return value;
    }

    private static @Nullable Object scalar(RexNode node) {
        if (node.getKind() == SqlKind.MINUS_PREFIX) {
            return scalar(((RexCall) node).getOperands().getFirst()) instanceof BigDecimal number
                    ? number.negate()
                    : null;
        }
        if (!(node instanceof RexLiteral literal)) {
            return null;
        }
        return switch (literal.getTypeName()) {
            case BOOLEAN -> literal.getValueAs(Boolean.class);
            case CHAR -> literal.getValueAs(String.class);
            default ->
                SqlTypes.valueType(literal.getType()).filter(SqlTypes::isNumber).isPresent()
                        ? literal.getValueAs(BigDecimal.class)
                        : null;
        };
    }

    private Value query(RexCall call) {
        returned(call);
        JsonQuery.Wrapper wrapper = switch (symbol(operand(call, 2), SqlJsonQueryWrapperBehavior.class)) {
            case WITHOUT_ARRAY -> JsonQuery.Wrapper.NEVER;
            case WITH_CONDITIONAL_ARRAY -> JsonQuery.Wrapper.CONDITIONAL;
            case WITH_UNCONDITIONAL_ARRAY -> JsonQuery.Wrapper.ALWAYS;
        };
        JsonFallback onEmpty = queryFallback(operand(call, 3));
        JsonFallback onError = queryFallback(operand(call, 4));
        Value json = json(call);
        if (expressions.type(call).kind() != Kind.VARCHAR) {
            throw expressions.refuse(call, "JSON_QUERY returns VARCHAR.", "Leave RETURNING out.");
        }
        String function = code.constant(new JsonQuery(path(call), wrapper, onEmpty, onError));
        return code.definePartial(expressions.type(call), json.isNull(), function + ".of(" + json.code() + ")");
    }

    private static JsonFallback queryFallback(RexNode node) {
        return switch (symbol(node, SqlJsonQueryEmptyOrErrorBehavior.class)) {
            case ERROR -> JsonFallback.ERROR;
            case NULL -> JsonFallback.NULL;
            case EMPTY_ARRAY -> new JsonFallback(false, "[]");
            case EMPTY_OBJECT -> new JsonFallback(false, "{}");
        };
    }

    private Value exists(RexCall call) {
        SqlJsonExistsErrorBehavior behaviour = call.getOperands().size() == 2
                ? SqlJsonExistsErrorBehavior.FALSE
                : symbol(operand(call, 2), SqlJsonExistsErrorBehavior.class);
        JsonFallback onError = switch (behaviour) {
            case TRUE -> new JsonFallback(false, true);
            case FALSE -> new JsonFallback(false, false);
            case UNKNOWN -> JsonFallback.NULL;
            case ERROR -> JsonFallback.ERROR;
        };
        Value json = json(call);
        String function = code.constant(new JsonExists(path(call), onError));
        return code.definePartial(expressions.type(call), json.isNull(), function + ".of(" + json.code() + ")");
    }

    private Value string(RexCall call) {
        Value value = expressions.write(operand(call, 0));
        checkWritten(call, value);
        return code.define(expressions.type(call), value.isNull(), PACKAGE + "JsonText.of(" + value.code() + ")");
    }

    /** The digits that Flink writes for a DECIMAL, and its form of a time, are not sure. */
    private void checkWritten(RexCall call, Value value) {
        switch (value.type().kind()) {
            case BOOLEAN, INTEGER, BIGINT, DOUBLE, VARCHAR -> {}
            default ->
                throw expressions.refuse(
                        call,
                        call.getOperator().getName() + " of a " + value.type().kind() + " is not supported.",
                        value.type().isNested()
                                ? "A view serves objects and arrays as JSON without it."
                                : value.type().kind() == Kind.DECIMAL ? "Cast it to DOUBLE or VARCHAR." : MEND);
        }
    }

    private Value object(RexCall call) {
        List<String> names = new ArrayList<>();
        List<RexNode> values = new ArrayList<>();
        for (int i = 1; i + 1 < call.getOperands().size(); i += 2) {
            if (!(operand(call, i) instanceof RexLiteral name) || name.isNull()) {
                throw expressions.refuse(call, "JSON_OBJECT needs its keys as literals.", "Write KEY 'a' VALUE x.");
            }
            names.add(String.valueOf(RexLiteral.stringValue(name)));
            values.add(operand(call, i + 1));
        }
        try {
            return filled(call, values, JsonTemplate.object(names, slots(values), isAbsentOnNull(call)));
        } catch (EvaluationFailure e) {
            throw expressions.refuse(call, "JSON_OBJECT: " + e.getMessage() + ".", "Name each key once.");
        }
    }

    private Value array(RexCall call) {
        List<RexNode> values = call.getOperands().subList(1, call.getOperands().size());
        return filled(call, values, JsonTemplate.array(slots(values), isAbsentOnNull(call)));
    }

    private static boolean isAbsentOnNull(RexCall call) {
        return symbol(operand(call, 0), SqlJsonConstructorNullClause.class)
                == SqlJsonConstructorNullClause.ABSENT_ON_NULL;
    }

    private static List<JsonTemplate.Slot> slots(List<RexNode> values) {
        return values.stream()
                .map(value -> new JsonTemplate.Slot(isJson(value)))
                .toList();
    }

    /** Calcite wraps JSON_OBJECT and JSON_ARRAY inside of another into an operator of the name. */
    private static boolean isJson(RexNode value) {
        return value instanceof RexCall call && call.getOperator().getName().equals("JSON_TYPE");
    }

    private Value filled(RexCall call, List<RexNode> nodes, JsonTemplate template) {
        List<Value> values = new ArrayList<>();
        for (RexNode node : nodes) {
            Value value = expressions.write(
                    isJson(node) ? ((RexCall) node).getOperands().getFirst() : node);
            checkWritten(call, value);
            values.add(value);
        }
        String array = values.stream().map(WriteJsonCall::boxed).collect(Collectors.joining(", "));
        String java = code.constant(template) + ".fill(new Object[] {" + array + "})";
        return code.define(expressions.type(call), "false", java);
    }

    private static String boxed(Value value) {
        String type = value.type().kind().javaType().getName();
        String box = value.type().kind() == Kind.VARCHAR ? value.code() : type + ".valueOf(" + value.code() + ")";
        return "(" + value.isNull() + " ? null : (Object) " + box + ")";
    }
}
