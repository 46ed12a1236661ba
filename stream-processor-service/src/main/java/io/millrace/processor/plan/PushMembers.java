package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalTableFunctionScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Reads members of objects below joins and windows, so that they travel and not the objects: what is read of an object whose other
 * members nobody wants becomes a column of the input.
 *
 * <pre>
 * Project(a.home.city)          Project(city)
 *   Join                  →       Join
 *     a                             Project(a, a.home.city AS city)
 *     b                               a
 *                                   b
 * </pre>
 */
final class PushMembers {
    private final RexBuilder rex;

    PushMembers(RexBuilder rex) {
        this.rex = rex;
    }

    RelNode push(RelNode node) {
        Chain chain = Chain.of(node, rex);
        RelNode base = chain.base();
        boolean pairs = base instanceof Join join && join.getJoinType() != JoinRelType.LEFT_MARK;
        List<RexNode> read = new ArrayList<>(chain.projects());
        read.addAll(chain.conjuncts());
        if (base instanceof Join join) {
            read.add(join.getCondition());
        }
        List<MemberPath> members =
                pairs || base instanceof TableFunctionScan ? members(MemberPath.read(read)) : List.of();
        if (members.isEmpty()) {
            return withInputs(node);
        }
        return above(
                chain,
                node,
                base instanceof Join join ? join(join, members) : window((TableFunctionScan) base, members));
    }

    private RelNode withInputs(RelNode node) {
        List<RelNode> inputs = node.getInputs().stream().map(this::push).toList();
        return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
    }

    /** Members of columns that are not read whole, the outermost that are. */
    private static List<MemberPath> members(Set<MemberPath> read) {
        return MemberPath.outermost(read).stream()
                .filter(path -> !path.members().isEmpty())
                .sorted(Comparator.comparing(MemberPath::column)
                        .thenComparing(path -> path.members().toString()))
                .collect(Collectors.toList());
    }

    /** A relation with members as further columns, and where its columns are now. */
    private record Widened(RelNode node, Map<MemberPath, Integer> members, IntFunction<Integer> places) {}

    private Widened join(Join join, List<MemberPath> members) {
        int width = join.getLeft().getRowType().getFieldCount();
        List<MemberPath> ofLeft =
                members.stream().filter(path -> path.column() < width).toList();
        List<MemberPath> ofRight = members.stream()
                .filter(path -> path.column() >= width)
                .map(path -> new MemberPath(path.column() - width, path.members()))
                .toList();
        RelNode left = push(widened(join.getLeft(), ofLeft));
        RelNode right = push(widened(join.getRight(), ofRight));
        int rightWidth = join.getRight().getRowType().getFieldCount();
        Map<MemberPath, Integer> places = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            places.put(members.get(i), i < ofLeft.size() ? width + i : width + rightWidth + i);
        }
        IntFunction<Integer> moved = column -> column < width ? column : column + ofLeft.size();
        List<RelDataType> types = new ArrayList<>();
        left.getRowType().getFieldList().forEach(field -> types.add(field.getType()));
        right.getRowType().getFieldList().forEach(field -> types.add(field.getType()));
        RexNode condition = over(join.getCondition(), places, moved, types);
        RelNode wide =
                LogicalJoin.create(left, right, join.getHints(), condition, join.getVariablesSet(), join.getJoinType());
        return new Widened(wide, places, moved);
    }

    private Widened window(TableFunctionScan windows, List<MemberPath> members) {
        RelNode input = windows.getInput(0);
        int width = input.getRowType().getFieldCount();
        RelNode wide = push(widened(input, members));
        RelDataTypeFactory.Builder type = rex.getTypeFactory().builder();
        type.addAll(wide.getRowType().getFieldList());
        type.addAll(windows.getRowType()
                .getFieldList()
                .subList(width, windows.getRowType().getFieldCount()));
        RelNode scan = LogicalTableFunctionScan.create(
                windows.getCluster(),
                List.of(wide),
                windows.getCall(),
                windows.getElementType(),
                type.uniquify().build(),
                windows.getColumnMappings());
        Map<MemberPath, Integer> places = new HashMap<>();
        for (int i = 0; i < members.size(); i++) {
            places.put(members.get(i), width + i);
        }
        return new Widened(scan, places, column -> column < width ? column : column + members.size());
    }

    private RelNode widened(RelNode input, List<MemberPath> members) {
        if (members.isEmpty()) {
            return input;
        }
        List<RexNode> projects = new ArrayList<>(rex.identityProjects(input.getRowType()));
        members.forEach(path -> projects.add(access(input, path)));
        return LogicalProject.create(input, List.of(), projects, (List<String>) null);
    }

    private RexNode access(RelNode input, MemberPath path) {
        RexNode member = rex.makeInputRef(input, path.column());
        for (int index : path.members()) {
            member = rex.makeFieldAccess(member, index);
        }
        return member;
    }

    private RelNode above(Chain chain, RelNode node, Widened wide) {
        List<RelDataType> types = new ArrayList<>();
        wide.node.getRowType().getFieldList().forEach(field -> types.add(field.getType()));
        RexNode condition = chain.condition();
        RelNode filtered = condition == null
                ? wide.node
                : LogicalFilter.create(wide.node, over(condition, wide.members, wide.places, types));
        List<RexNode> projects = chain.projects().stream()
                .map(project -> over(project, wide.members, wide.places, types))
                .toList();
        return LogicalProject.create(
                filtered, List.of(), projects, node.getRowType().getFieldNames());
    }

    private RexNode over(
            RexNode expression,
            Map<MemberPath, Integer> members,
            IntFunction<Integer> places,
            List<RelDataType> types) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                int place = places.apply(ref.getIndex());
                return rex.makeInputRef(types.get(place), place);
            }

            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                MemberPath path = MemberPath.of(access);
                Integer place = path == null ? null : members.get(path);
                return place == null ? super.visitFieldAccess(access) : rex.makeInputRef(types.get(place), place);
            }
        });
    }
}
