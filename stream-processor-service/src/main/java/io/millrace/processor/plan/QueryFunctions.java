package io.millrace.processor.plan;

import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.sql.SqlRefusal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;

/**
 * The functions of jars that a query calls, each loaded from the jar that it was defined by.
 *
 * @param own those that the statement's own text calls
 * @param operators what calls of all of them are
 */
record QueryFunctions(List<DefinedFunction> own, List<SqlOperator> operators) {
    /**
     * @param known functions that the statement may call
     * @throws MillraceException FUNCTION_UNAVAILABLE where a jar is not installed here
     */
    static QueryFunctions of(
            ExpandViews.Expanded expanded, Collection<DefinedFunction> known, FunctionLibrary library) {
        List<DefinedFunction> own = known.stream()
                .filter(function -> expanded.functions().contains(function.name()))
                .toList();
        Map<String, DefinedFunction> byName = new LinkedHashMap<>();
        for (DefinedFunction function : FindDefined.functions(own, expanded.reads())) {
            DefinedFunction other = byName.putIfAbsent(function.name(), function);
            if (other != null) {
                throw different(expanded, function.name());
            }
        }
        List<SqlOperator> operators = byName.values().stream()
                .<SqlOperator>map(function -> new ForeignFunction(
                        function.name(), library.load(function.className(), function.jar(), function.sha256())))
                .toList();
        return new QueryFunctions(own, operators);
    }

    private static MillraceException different(ExpandViews.Expanded expanded, String name) {
        return SqlRefusal.at(
                ProcessorError.UNSUPPORTED_SQL,
                expanded.statement().namePlace(),
                "The function " + name
                        + " is not the same in this query and in all views that it reads: one was created" + " before "
                        + name + " was created again.",
                "CREATE OR REPLACE the views that have the older one with the same SQL, or create the newer one under another"
                        + " name.");
    }

    SqlOperatorTable table() {
        return Operators.with(operators);
    }
}
