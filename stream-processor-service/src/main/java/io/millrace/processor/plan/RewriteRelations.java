package io.millrace.processor.plan;

import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.StreamQuery;
import java.util.List;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql2rel.TopDownGeneralDecorrelator;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * Calcite's rewrites that the lowering builds on: subqueries become joins, set operations unions with aggregates, conditions move
 * to the inputs that they speak of. Nothing is simplified: each expression stays as it was written, so that it fails for the
 * rows that it failed for. A condition on one side of a join is evaluated whether the row has a partner or not; no row comes or
 * goes by that.
 *
 * <p>A query of one stream with at most one GROUP BY is left as it is, so that its plan is what it always was.
 */
final class RewriteRelations {
    /** Without simplification of anything. */
    static final RelBuilder.Config BUILDING = RelBuilder.Config.DEFAULT
            .withSimplify(false)
            .withSimplifyValues(false)
            .withPushJoinCondition(false);

    private static final RelBuilderFactory BUILDERS =
            RelBuilder.proto(Contexts.of(BUILDING, RelFactories.DEFAULT_STRUCT));

    private static final List<RelOptRule> SUB_QUERIES =
            built(CoreRules.FILTER_SUB_QUERY_TO_MARK_CORRELATE, CoreRules.PROJECT_SUB_QUERY_TO_MARK_CORRELATE);

    private static final List<RelOptRule> SHAPES = built(
            CoreRules.UNION_TO_DISTINCT,
            CoreRules.INTERSECT_TO_DISTINCT,
            CoreRules.MINUS_TO_DISTINCT,
            CoreRules.AGGREGATE_GROUPING_SETS_TO_UNION,
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.JOIN_CONDITION_PUSH,
            CoreRules.FILTER_PROJECT_TRANSPOSE,
            CoreRules.FILTER_AGGREGATE_TRANSPOSE,
            CoreRules.FILTER_SET_OP_TRANSPOSE);

    private final QueryText text;
    private final StreamQuery query;
    private final RelOptCluster cluster;

    RewriteRelations(QueryText text, StreamQuery query, RelOptCluster cluster) {
        this.text = text;
        this.query = query;
        this.cluster = cluster;
    }

    private static List<RelOptRule> built(RelOptRule... rules) {
        return List.of(rules).stream()
                .map(rule -> (RelOptRule) ((RelRule<?>) rule)
                        .config
                        .withRelBuilderFactory(BUILDERS)
                        .toRule())
                .toList();
    }

    RelNode rewrite(RelNode written) {
        RelNode root = written.accept(new JoinUnnest(cluster.getRexBuilder(), text));
        if (isSimple(root, 0)) {
            return root;
        }
        CheckSubQueries.of(text, query, root);
        RelNode joined = apply(SUB_QUERIES, root)
                .accept(new JoinMarks(cluster.getRexBuilder()))
                .accept(new JoinScalars(cluster.getRexBuilder()));
        RelNode independent = hasCorrelation(joined)
                ? TopDownGeneralDecorrelator.decorrelateQuery(joined, BUILDERS.create(cluster, null))
                : joined;
        return apply(SHAPES, independent.accept(new AlignSets()));
    }

    private static RelNode apply(List<RelOptRule> rules, RelNode root) {
        HepPlanner planner =
                new HepPlanner(HepProgram.builder().addRuleCollection(rules).build());
        planner.setRoot(root);
        return planner.findBestExp();
    }

    private static boolean hasCorrelation(RelNode node) {
        return node instanceof Correlate || node.getInputs().stream().anyMatch(RewriteRelations::hasCorrelation);
    }

    private static boolean isSimple(RelNode node, int aggregates) {
        return switch (node) {
            case TableScan scan -> true;
            case TableFunctionScan windows -> isSimple(windows.getInput(0), aggregates);
            case Project project ->
                project.getProjects().stream().noneMatch(RewriteRelations::isSpecial)
                        && !RexOver.containsOver(project.getProjects(), null)
                        && isSimple(project.getInput(), aggregates);
            case UnnestArray unnest -> isSimple(unnest.getInput(), aggregates);
            case Filter filter -> !isSpecial(filter.getCondition()) && isSimple(filter.getInput(), aggregates);
            case Aggregate aggregate ->
                aggregates == 0
                        && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        && isSimple(aggregate.getInput(), 1);
            default -> false;
        };
    }

    private static boolean isSpecial(org.apache.calcite.rex.RexNode expression) {
        return RexUtil.SubQueryFinder.find(expression) instanceof RexSubQuery;
    }
}
