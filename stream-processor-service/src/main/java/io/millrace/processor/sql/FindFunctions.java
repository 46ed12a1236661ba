package io.millrace.processor.sql;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Functions of jars that a query calls. It looks before the query is validated, for that rewrites the query. */
public final class FindFunctions extends SqlBasicVisitor<@Nullable Void> {
    private final Set<String> known;
    private final Set<String> found = new TreeSet<>();

    private FindFunctions(Set<String> known) {
        this.known = known;
    }

    /** @param known their names, in lower case */
    public static Set<String> in(SqlNode query, Set<String> known) {
        FindFunctions finder = new FindFunctions(known);
        if (!known.isEmpty()) {
            query.accept(finder);
        }
        return finder.found;
    }

    static boolean isCall(SqlCall call, Set<String> known) {
        return call.getOperator() instanceof SqlFunction && known.contains(name(call));
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (isCall(call, known)) {
            found.add(name(call));
        }
        return super.visit(call);
    }
}
