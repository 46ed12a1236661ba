package io.millrace.processor.plan;

import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/** Names of a view's columns: each is there, of a form that can stand in a URL, and there once. */
final class OutputNames {
    /** Without what separates names in parameters of reads, and without what hidden columns begin with. */
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_ -]{0,61}[\\p{L}\\p{N}_-])?");
    /** Parameters of {@code GET …/rows} that are no columns. */
    private static final Set<String> RESERVED = Set.of("select", "order", "limit", "cursor", "and", "or", "not");

    /** What Calcite names an expression that has no name. */
    private static final Pattern NAMELESS = Pattern.compile("EXPR\\$\\d+");

    private OutputNames() {}

    /** @param select validated, so that stars are written out and expressions without a name have Calcite's */
    static List<String> of(QueryText text, SqlSelect select) {
        List<Violation> violations = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (SqlNode item : select.getSelectList()) {
            String name = name(item);
            String problem = name == null ? null : problem(name, seen);
            if (name == null) {
                violations.add(violation(text, item, "This expression has no name.", "Add AS and a name."));
            } else if (problem != null) {
                violations.add(violation(text, item, problem, "Give it another name with AS."));
            }
            names.add(name == null ? "" : name);
        }
        if (!violations.isEmpty()) {
            throw SqlRefusal.of(violations, ProcessorError.INVALID_NAME);
        }
        return names;
    }

    /** Whether it has the form of a column's name, as expressions do not. */
    static boolean isName(String text) {
        return FORM.matcher(text).matches();
    }

    private static @Nullable String problem(String name, Set<String> seen) {
        if (!FORM.matcher(name).matches()) {
            return "A view's column cannot be named '" + name
                    + "': letters, digits, _, - and spaces in between, at most 63.";
        }
        if (RESERVED.contains(name)) {
            return "A view's column cannot be named '" + name + "', which is a parameter of reads.";
        }
        return seen.add(name) ? null : "The column '" + name + "' is there twice.";
    }

    private static @Nullable String name(SqlNode item) {
        if (item instanceof SqlIdentifier identifier) {
            return identifier.names.getLast();
        }
        String alias = item.getKind() == SqlKind.AS && ((SqlCall) item).operand(1) instanceof SqlIdentifier identifier
                ? identifier.getSimple()
                : null;
        return alias == null || NAMELESS.matcher(alias).matches() ? null : alias;
    }

    private static Violation violation(QueryText text, SqlNode item, String detail, String hint) {
        SqlPlace place = text.original(
                item.getParserPosition().getLineNum(), item.getParserPosition().getColumnNum());
        return SqlRefusal.violation(ProcessorError.INVALID_NAME, place, detail, hint);
    }
}
