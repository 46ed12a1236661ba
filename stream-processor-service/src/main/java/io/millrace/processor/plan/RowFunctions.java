package io.millrace.processor.plan;

import io.millrace.processor.sql.QueryText;
import io.millrace.processor.step.RowFunction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** The generated functions of one plan. Equal ones are the same, by which equal parts of the plan are known to be equal. */
final class RowFunctions {
    private final QueryText query;
    private final Map<GenerateRowFunction.Source, RowFunction> known = new HashMap<>();

    RowFunctions(QueryText query) {
        this.query = query;
    }

    /**
     * @param condition rows for which it is not true are left out; null lets all pass
     * @throws io.millrace.kernel.MillraceException with UNSUPPORTED_SQL
     */
    RowFunction of(ExpressionText texts, @Nullable RexNode condition, List<RexNode> projections) {
        GenerateRowFunction.Source source = GenerateRowFunction.source(query, texts, condition, projections);
        RowFunction function = known.get(source);
        if (function == null) {
            function = source.compile(query);
            known.put(source, function);
        }
        return function;
    }
}
