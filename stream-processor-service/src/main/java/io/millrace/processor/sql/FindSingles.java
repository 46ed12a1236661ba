package io.millrace.processor.sql;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Constructs that stand once in a query: what the planner refuses of them has a place, though its relations know none. It looks
 * before the query is validated, for that rewrites the query.
 */
final class FindSingles extends SqlBasicVisitor<@Nullable Void> {
    private static final Set<SqlKind> KINDS = Set.of(SqlKind.JOIN, SqlKind.OVER, SqlKind.IN, SqlKind.NOT_IN);

    private final Map<SqlKind, Integer> counts = new EnumMap<>(SqlKind.class);
    private final Map<SqlKind, SqlNode> found = new HashMap<>();

    private FindSingles() {}

    static Map<SqlKind, SqlNode> in(SqlNode query) {
        FindSingles finder = new FindSingles();
        query.accept(finder);
        finder.found.keySet().removeIf(kind -> finder.counts.getOrDefault(kind, 0) > 1);
        return Map.copyOf(finder.found);
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (KINDS.contains(call.getKind())) {
            found.put(call.getKind(), call);
            counts.merge(call.getKind(), 1, Integer::sum);
        }
        return super.visit(call);
    }
}
