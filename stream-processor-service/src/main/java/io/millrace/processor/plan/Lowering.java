package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.SqlPlace;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.sql.StreamQuery;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;

/**
 * From relations to nodes, from the root down: each step is asked for the columns that are needed above, and asks its inputs
 * for those that it needs.
 */
final class Lowering {
    private final CreateView statement;
    private final StreamQuery query;
    private final Map<String, StreamTable> tables;
    private final PlanScans scans;
    private final LowerCalc calcs;
    private final PlanRetention retention;

    Lowering(
            CreateView statement, StreamQuery query, Map<String, StreamTable> tables, PlanScans scans, RexBuilder rex) {
        this.statement = statement;
        this.query = query;
        this.tables = tables;
        this.scans = scans;
        this.calcs = new LowerCalc(statement.query(), rex);
        this.retention = new PlanRetention(statement);
    }

    /**
     * A relation below filters and projections, and what is still to be done.
     *
     * @param conjuncts over the layout's relation
     * @param projects over the layout's relation
     */
    record Base(Layout layout, List<RexNode> conjuncts, List<RexNode> projects) {}

    CreateView statement() {
        return statement;
    }

    StreamQuery query() {
        return query;
    }

    SqlPlace place(SqlNode node) {
        return statement
                .query()
                .original(
                        node.getParserPosition().getLineNum(),
                        node.getParserPosition().getColumnNum());
    }

    LowerCalc calcs() {
        return calcs;
    }

    PlanRetention retention() {
        return retention;
    }

    RexBuilder rex() {
        return calcs.rex();
    }

    Layout lower(RelNode relation, Demand demand) {
        return lower(Chain.of(relation, rex()), demand);
    }

    Layout lower(Chain chain, Demand demand) {
        return calcs.apply(base(chain, demand), demand);
    }

    /** @param demand of the chain's output */
    Base base(Chain chain, Demand demand) {
        return switch (chain.base()) {
            case TableScan scan ->
                new Base(
                        scans.of(table(scan), chain.readMembers(demand.columns()), demand),
                        chain.conjuncts(),
                        chain.projects());
            case TableFunctionScan function ->
                LatestRows.isCalledBy(function)
                        ? new LowerLatest(this).of(chain, function, demand)
                        : new LowerWindow(this).of(chain, function, demand);
            case UnnestArray unnest -> new LowerUnnest(this).of(chain, unnest, demand);
            case Aggregate aggregate ->
                new Base(
                        new LowerGroups(this).of(aggregate, demand.over(chain.read(demand.columns()))),
                        chain.conjuncts(),
                        chain.projects());
            case Join join -> new LowerJoin(this).of(chain, join, demand);
            case Union union ->
                new Base(
                        new LowerUnion(this).of(union, demand.over(chain.read(demand.columns()))),
                        chain.conjuncts(),
                        chain.projects());
            case Project project -> {
                Base first = new LowerTopN(this).of(chain, project, demand);
                yield first == null ? new LowerOver(this).of(chain, project, demand) : first;
            }
            default ->
                throw refused(
                        "This query needs " + chain.base().getRelTypeName().replace("Logical", "")
                                + ", which is not supported.",
                        "Write it with joins and GROUP BY, or split it into several views.");
        };
    }

    StreamTable table(TableScan scan) {
        StreamTable table = tables.get(scan.getTable().getQualifiedName().getLast());
        if (table == null) {
            throw new IllegalStateException("no table " + scan.getTable());
        }
        return table;
    }

    /** Where the query begins. */
    SqlPlace start() {
        return statement.query().start();
    }

    RuntimeException refused(String what, String hint) {
        return refused(start(), what, hint);
    }

    RuntimeException refused(SqlPlace place, String what, String hint) {
        return SqlRefusal.at(ProcessorError.UNSUPPORTED_SQL, place, what, hint);
    }
}
