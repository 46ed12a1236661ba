package io.millrace.processor.plan;

import io.millrace.processor.catalog.StreamTable;
import java.util.Collection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexUtil;

/**
 * Keeps {@link LatestRows} where its query is a projection of a stream with a primary key, whose latest event a view keeps. Any
 * other query has the rows that it has.
 *
 * <pre>
 * $LATEST                     Project(message)
 *   Project(message)     →      Scan logs
 *     Scan logs
 * </pre>
 */
final class KeepLatest extends IntoSubQueries {
    private final RexBuilder rex;
    private final Collection<StreamTable> tables;

    KeepLatest(RexBuilder rex, Collection<StreamTable> tables) {
        this.rex = rex;
        this.tables = tables;
    }

    @Override
    RelNode rewritten(RelNode before, RelNode node) {
        return switch (node) {
            case TableFunctionScan function ->
                LatestRows.isCalledBy(function) && !isOfKeys(function) ? function.getInput(0) : function;
            case Project project -> isLeftOver(before, project) ? project.getInput() : project;
            default -> node;
        };
    }

    /** Whether it selects all columns of what has been taken away. */
    private static boolean isLeftOver(RelNode before, Project project) {
        return LatestRows.isCalledBy(before.getInput(0))
                && !LatestRows.isCalledBy(project.getInput())
                && RexUtil.isIdentity(project.getProjects(), project.getInput().getRowType());
    }

    private boolean isOfKeys(TableFunctionScan latest) {
        return Chain.of(latest.getInput(0), rex).base() instanceof TableScan scan
                && tables.stream()
                        .map(StreamTable::stream)
                        .anyMatch(stream -> stream.stream()
                                        .equals(scan.getTable()
                                                .getQualifiedName()
                                                .getLast())
                                && !stream.keyColumns().isEmpty());
    }
}
