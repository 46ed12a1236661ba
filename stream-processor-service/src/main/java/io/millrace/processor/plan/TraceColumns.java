package io.millrace.processor.plan;

import io.millrace.processor.plan.ColumnLineage.Influence;
import io.millrace.processor.plan.ColumnLineage.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.SqlKind;

/**
 * Follows each column of a query down to the columns of streams that it is made of.
 *
 * <pre>
 * Project(o = $0, n = $1)           o: flights.origin IDENTITY
 *   Aggregate(by 0, SUM($1))        n: flights.delay AGGREGATION
 *     Filter($2 &gt; 5)            →   rows: flights.distance FILTER, flights.origin GROUP_BY
 *       Scan flights
 * </pre>
 */
final class TraceColumns {
    /** Of a relation: what each field comes from, and what decides on the rows. */
    private record Traced(List<Set<Influence>> fields, Set<Influence> rows) {}

    private final Map<CorrelationId, Traced> outer = new HashMap<>();

    private TraceColumns() {}

    static ColumnLineage of(Relations relations) {
        Traced root = new TraceColumns().trace(relations.root());
        List<ColumnLineage.Column> columns = new ArrayList<>();
        for (int i = 0; i < relations.names().size(); i++) {
            columns.add(new ColumnLineage.Column(
                    relations.names().get(i), root.fields().get(i)));
        }
        return new ColumnLineage(List.copyOf(columns), root.rows());
    }

    private Traced trace(RelNode relation) {
        return switch (relation) {
            case TableScan scan -> scan(scan);
            case Project project -> project(project);
            case Filter filter -> filter(filter);
            case Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case Correlate correlate -> correlate(correlate);
            case SetOp union -> union(union);
            case TableFunctionScan window -> widened(window, window.getCall());
            case UnnestArray unnest -> unnest(unnest);
            default -> other(relation);
        };
    }

    private static Traced scan(TableScan scan) {
        String stream = scan.getTable().getQualifiedName().getLast();
        List<Set<Influence>> fields = scan.getRowType().getFieldNames().stream()
                .map(name -> Set.of(new Influence(stream, name, Kind.IDENTITY)))
                .toList();
        return new Traced(fields, Set.of());
    }

    private Traced project(Project project) {
        Traced input = trace(project.getInput());
        List<Set<Influence>> fields = new ArrayList<>();
        for (RexNode expression : project.getProjects()) {
            fields.add(value(expression, input));
        }
        return new Traced(fields, input.rows());
    }

    private Traced filter(Filter filter) {
        Traced input = trace(filter.getInput());
        return new Traced(input.fields(), with(input.rows(), as(Kind.FILTER, value(filter.getCondition(), input))));
    }

    private Traced aggregate(Aggregate aggregate) {
        Traced input = trace(aggregate.getInput());
        List<Set<Influence>> fields = new ArrayList<>();
        Set<Influence> rows = new TreeSet<>(input.rows());
        for (int column : aggregate.getGroupSet()) {
            fields.add(input.fields().get(column));
            rows.addAll(as(Kind.GROUP_BY, input.fields().get(column)));
        }
        for (AggregateCall call : aggregate.getAggCallList()) {
            Set<Influence> influences = new TreeSet<>();
            call.getArgList()
                    .forEach(argument -> influences.addAll(
                            made(Kind.AGGREGATION, input.fields().get(argument))));
            if (call.filterArg >= 0) {
                influences.addAll(as(Kind.CONDITIONAL, input.fields().get(call.filterArg)));
            }
            fields.add(influences);
        }
        return new Traced(fields, rows);
    }

    private Traced join(Join join) {
        Traced both = beside(trace(join.getLeft()), trace(join.getRight()));
        Set<Influence> compared = as(Kind.JOIN, value(join.getCondition(), both));
        return shaped(new Traced(both.fields(), with(both.rows(), compared)), join, compared);
    }

    private Traced correlate(Correlate correlate) {
        Traced left = trace(correlate.getLeft());
        outer.put(correlate.getCorrelationId(), left);
        Traced both = beside(left, trace(correlate.getRight()));
        return shaped(both, correlate, both.rows());
    }

    /** As many fields as the relation has: those of the left alone, or with a mark that the comparison decides on, or all. */
    private static Traced shaped(Traced both, RelNode relation, Set<Influence> compared) {
        int width = relation.getRowType().getFieldCount();
        List<Set<Influence>> fields = new ArrayList<>(
                both.fields().subList(0, Math.min(width, both.fields().size())));
        int left = relation.getInput(0).getRowType().getFieldCount();
        if (width == left + 1 && relation.getInput(1).getRowType().getFieldCount() != 1) {
            fields.set(left, compared);
        }
        while (fields.size() < width) {
            fields.add(compared);
        }
        return new Traced(fields, both.rows());
    }

    private Traced union(SetOp union) {
        List<Set<Influence>> fields = new ArrayList<>();
        Set<Influence> rows = new TreeSet<>();
        for (RelNode input : union.getInputs()) {
            Traced traced = trace(input);
            rows.addAll(traced.rows());
            for (int i = 0; i < traced.fields().size(); i++) {
                if (i == fields.size()) {
                    fields.add(new TreeSet<>());
                }
                fields.get(i).addAll(traced.fields().get(i));
            }
        }
        return new Traced(fields, rows);
    }

    private Traced unnest(UnnestArray unnest) {
        Traced widened = widened(unnest, unnest.array());
        return new Traced(
                widened.fields(),
                with(widened.rows(), as(Kind.FILTER, widened.fields().getLast())));
    }

    /** Fields behind those of the input are computed from what they are made of: windows from a time, elements from an array. */
    private Traced widened(RelNode relation, RexNode source) {
        Traced input = trace(relation.getInput(0));
        List<Set<Influence>> fields = new ArrayList<>(input.fields());
        Set<Influence> made = made(Kind.TRANSFORMATION, value(source, input));
        while (fields.size() < relation.getRowType().getFieldCount()) {
            fields.add(made);
        }
        return new Traced(fields, input.rows());
    }

    /** Whatever else there is: each field may come from each. */
    private Traced other(RelNode relation) {
        Set<Influence> values = new TreeSet<>();
        Set<Influence> rows = new TreeSet<>();
        for (RelNode input : relation.getInputs()) {
            Traced traced = trace(input);
            traced.fields().forEach(field -> values.addAll(made(Kind.TRANSFORMATION, field)));
            rows.addAll(traced.rows());
        }
        List<Set<Influence>> fields = new ArrayList<>();
        for (int i = 0; i < relation.getRowType().getFieldCount(); i++) {
            fields.add(values);
        }
        return new Traced(fields, rows);
    }

    private Set<Influence> value(RexNode expression, Traced input) {
        return switch (expression) {
            case RexInputRef ref -> input.fields().get(ref.getIndex());
            case RexFieldAccess access -> member(access, input);
            case RexOver over -> over(over, input);
            case RexCall call ->
                call.getKind() == SqlKind.CASE
                        ? choice(call, input)
                        : made(Kind.TRANSFORMATION, values(call.getOperands(), input));
            default -> Set.of();
        };
    }

    private Set<Influence> member(RexFieldAccess access, Traced input) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
            Traced of = outer.get(variable.id);
            return of == null ? Set.of() : of.fields().get(access.getField().getIndex());
        }
        return made(Kind.TRANSFORMATION, value(access.getReferenceExpr(), input));
    }

    private Set<Influence> over(RexOver over, Traced input) {
        List<RexNode> places = new ArrayList<>(over.getWindow().partitionKeys);
        over.getWindow().orderKeys.forEach(order -> places.add(order.left));
        return with(made(Kind.AGGREGATION, values(over.getOperands(), input)), as(Kind.WINDOW, values(places, input)));
    }

    /** CASE WHEN condition THEN value … ELSE value. */
    private Set<Influence> choice(RexCall call, Traced input) {
        Set<Influence> influences = new TreeSet<>();
        int last = call.getOperands().size() - 1;
        for (int i = 0; i <= last; i++) {
            Set<Influence> operand = value(call.getOperands().get(i), input);
            boolean condition = i % 2 == 0 && i < last;
            influences.addAll(condition ? as(Kind.CONDITIONAL, operand) : made(Kind.TRANSFORMATION, operand));
        }
        return influences;
    }

    private Set<Influence> values(Collection<RexNode> expressions, Traced input) {
        Set<Influence> influences = new TreeSet<>();
        expressions.forEach(expression -> influences.addAll(value(expression, input)));
        return influences;
    }

    private static Traced beside(Traced left, Traced right) {
        List<Set<Influence>> fields = new ArrayList<>(left.fields());
        fields.addAll(right.fields());
        return new Traced(fields, with(left.rows(), right.rows()));
    }

    /** What computes a value from others: an aggregated one stays so, and what had an influence has it still. */
    private static Set<Influence> made(Kind kind, Set<Influence> from) {
        Set<Influence> influences = new TreeSet<>();
        from.forEach(one -> influences.add(
                one.kind().isDirect() && one.kind().compareTo(kind) < 0
                        ? new Influence(one.stream(), one.column(), kind)
                        : one));
        return influences;
    }

    private static Set<Influence> as(Kind kind, Set<Influence> from) {
        Set<Influence> influences = new TreeSet<>();
        from.forEach(one -> influences.add(new Influence(one.stream(), one.column(), kind)));
        return influences;
    }

    private static Set<Influence> with(Set<Influence> some, Set<Influence> others) {
        Set<Influence> both = new TreeSet<>(some);
        both.addAll(others);
        return both;
    }
}
