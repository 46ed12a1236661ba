package io.millrace.processor.plan;

import io.millrace.processor.function.EvaluationFailure;
import io.millrace.processor.plan.JavaCode.Value;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.step.RowFunction;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.commons.compiler.InternalCompilerException;
import org.codehaus.janino.SimpleCompiler;
import org.jspecify.annotations.Nullable;

/**
 * Generates a class for a filter and a projection: one method per computed column, columns that only pass are copied. Apart
 * from the output row and the boxes in it, a row makes no garbage.
 */
final class GenerateRowFunction {
    private static final String CLASS = "io.millrace.processor.plan.GeneratedRowFunction";
    private static final String FAILURE = EvaluationFailure.class.getName();

    private final QueryText query;
    private final ExpressionText texts;
    private final JavaCode code = new JavaCode();

    private GenerateRowFunction(QueryText query, ExpressionText texts) {
        this.query = query;
        this.texts = texts;
    }

    /**
     * @param condition rows for which it is not true are left out; null lets all pass
     * @throws io.millrace.kernel.MillraceException with UNSUPPORTED_SQL
     */
    static Source source(
            QueryText query, ExpressionText texts, @Nullable RexNode condition, List<RexNode> projections) {
        return new GenerateRowFunction(query, texts).generate(condition, projections);
    }

    /**
     * All that makes a function.
     *
     * @param constants that the class is made with
     * @param foreign classes of jars that it calls, by name
     * @param text what it computes, for people
     */
    record Source(String java, List<Object> constants, Map<String, Class<?>> foreign, String text) {
        RowFunction compile(QueryText query) {
            SimpleCompiler compiler = new SimpleCompiler();
            ClassLoader own = RowFunction.class.getClassLoader();
            compiler.setParentClassLoader(foreign.isEmpty() ? own : new CalledClasses(own, foreign));
            cook(compiler, query);
            try {
                return (RowFunction) compiler.getClassLoader()
                        .loadClass(CLASS)
                        .getConstructor(Object[].class, String.class)
                        .newInstance(constants.toArray(), text);
            } catch (ClassNotFoundException
                    | NoSuchMethodException
                    | InstantiationException
                    | IllegalAccessException
                    | InvocationTargetException e) {
                throw new IllegalStateException("generated code cannot be loaded:\n" + java, e);
            }
        }

        private void cook(SimpleCompiler compiler, QueryText query) {
            try {
                compiler.cook(java);
            } catch (CompileException | InternalCompilerException e) {
                if (e.getCause() instanceof StackOverflowError) {
                    throw SqlRefusal.tooDeep(query.start());
                }
                throw new IllegalStateException("generated code does not compile:\n" + java, e);
            }
        }
    }

    private Source generate(@Nullable RexNode condition, List<RexNode> projections) {
        code.line("package io.millrace.processor.plan;");
        code.line("public final class GeneratedRowFunction implements " + RowFunction.class.getName() + " {");
        code.line("private final Object[] constants;");
        code.line("private final String text;");
        code.line("public GeneratedRowFunction(Object[] constants, String text) {");
        code.line("this.constants = constants; this.text = text;").line("}");
        code.line("public String toString() { return text; }");
        writeApply(condition != null, projections);
        if (condition != null) {
            writeMethod(
                    "boolean filter", condition, value -> "return !" + value.isNull() + " && " + value.code() + ";");
        }
        for (int i = 0; i < projections.size(); i++) {
            if (!isCopied(projections.get(i))) {
                writeMethod("Object column" + i, projections.get(i), GenerateRowFunction::returned);
            }
        }
        code.line("}");
        return new Source(code.text(), code.constants(), Map.copyOf(code.foreign()), texts.of(condition, projections));
    }

    /** A column that passes as it is; what is never a BIGINT in rows keeps its box. */
    private static boolean isCopied(RexNode projection) {
        return projection instanceof RexInputRef;
    }

    private void writeApply(boolean filtered, List<RexNode> projections) {
        code.line("public Object[] apply(Object[] row) {");
        if (filtered) {
            code.line("if (!filter(row)) { return null; }");
        }
        code.line("Object[] out = new Object[" + projections.size() + "];");
        for (int i = 0; i < projections.size(); i++) {
            String value = projections.get(i) instanceof RexInputRef ref
                    ? "row[" + ref.getIndex() + "]"
                    : "column" + i + "(row)";
            code.line("out[" + i + "] = " + value + ";");
        }
        code.line("return out;").line("}");
    }

    private interface Return {
        String of(Value value);
    }

    private void writeMethod(String signature, RexNode expression, Return result) {
        String text = code.constant(texts.of(expression));
        code.line("private " + signature + "(Object[] row) {").line("try {");
        Value value = new WriteExpression(code, query).write(expression);
        code.line(result.of(value));
        code.line("} catch (" + FAILURE + " e) { throw e.in(" + text + "); }");
        code.line("catch (ArithmeticException e) { throw " + FAILURE + ".overflowIn(" + text + ", e); }");
        code.line("}");
    }

    private static String returned(Value value) {
        return "return " + value.isNull() + " ? null : (Object) " + SqlTypes.boxed(value) + ";";
    }
}
