package io.millrace.processor.plan;

import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.StreamTable;
import io.millrace.processor.sql.QueryText;
import io.millrace.processor.sql.SqlRefusal;
import io.millrace.processor.stage.ViewPlan;
import io.millrace.processor.step.RowFunction;
import io.millrace.processor.step.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Filters and projections: a Calc, or nothing where columns only change their places.
 *
 * <pre>
 * Project(a + 1, b)                 Calc [a + 1, b, key] where a &gt; 2
 *   Filter(a &gt; 2)           →         node
 *     relation
 * </pre>
 */
final class LowerCalc {
    private final QueryText query;
    private final RexBuilder rex;
    private final RowFunctions functions;

    LowerCalc(QueryText query, RexBuilder rex) {
        this.query = query;
        this.rex = rex;
        this.functions = new RowFunctions(query);
    }

    RowFunctions functions() {
        return functions;
    }

    RexBuilder rex() {
        return rex;
    }

    /** What is wanted of a base's filters and projections. The key's and the time's columns are put behind it. */
    Layout apply(Lowering.Base base, Demand demand) {
        Layout below = base.layout();
        boolean plain = base.conjuncts().isEmpty()
                && demand.columns().stream().allMatch(column -> base.projects().get(column) instanceof RexInputRef);
        if (plain) {
            Map<Integer, Integer> indexes = new HashMap<>();
            demand.columns()
                    .forEach(column -> indexes.put(
                            column, below.indexOf(((RexInputRef) base.projects().get(column)).getIndex())));
            return new Layout(below.node(), indexes, below.traits());
        }
        Columns columns = new Columns(below);
        Map<Integer, Integer> indexes = new HashMap<>();
        for (int column : demand.columns()) {
            indexes.put(column, columns.add(below.over(base.projects().get(column), rex), null));
        }
        columns.keep(demand);
        return columns.calc(base.conjuncts(), indexes);
    }

    /** Without the columns that are not wanted, so that they do not travel. */
    Layout narrowed(Layout layout, Demand demand) {
        SortedSet<Integer> kept = new TreeSet<>(layout.indexesOf(demand.columns()));
        if (demand.keyed()) {
            kept.addAll(layout.traits().requireKey());
        }
        Traits.RowTime time = layout.traits().time();
        if (demand.timed() && time != null) {
            kept.add(time.column());
        }
        if (kept.size() == layout.width()) {
            return layout;
        }
        Columns columns = new Columns(layout);
        kept.forEach(index -> columns.add(ref(rex, layout.column(index), index), null));
        Map<Integer, Integer> indexes = new HashMap<>();
        demand.columns().forEach(column -> indexes.put(column, columns.placeOf(layout.indexOf(column))));
        return columns.calc(List.of(), indexes);
    }

    /** The columns of a Calc while they are collected. */
    final class Columns {
        private final Layout below;
        private final List<RexNode> projections = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final ExpressionText texts;

        Columns(Layout below) {
            this.below = below;
            this.texts = new ExpressionText(query, below.names());
        }

        /**
         * Adds an expression over the node's columns.
         *
         * @param name null for its text
         */
        int add(RexNode expression, @Nullable String name) {
            projections.add(expression);
            names.add(name == null ? texts.of(expression) : name);
            return projections.size() - 1;
        }

        /** Where a column of the node below is passed on; it is added where it is not yet. */
        int keep(int index) {
            int place = placeOf(index);
            return place >= 0
                    ? place
                    : add(ref(rex, below.column(index), index), below.names().get(index));
        }

        void keep(Demand demand) {
            if (demand.keyed()) {
                below.traits().requireKey().forEach(this::keep);
            }
            Traits.RowTime time = below.traits().time();
            if (demand.timed() && time != null) {
                keep(time.column());
            }
        }

        /** Where a column of the node below is passed on, or -1. */
        int placeOf(int index) {
            for (int i = 0; i < projections.size(); i++) {
                if (projections.get(i) instanceof RexInputRef ref && ref.getIndex() == index) {
                    return i;
                }
            }
            return -1;
        }

        /** Whether all columns pass, each in its place. */
        boolean isIdentity() {
            return projections.size() == below.width()
                    && projections.stream()
                            .allMatch(projection ->
                                    projection instanceof RexInputRef ref && placeOf(ref.getIndex()) == ref.getIndex());
        }

        List<String> names() {
            return names;
        }

        /** @param conjuncts over columns of the relation below */
        Layout calc(List<RexNode> conjuncts, Map<Integer, Integer> indexes) {
            RexNode condition =
                    conjuncts.isEmpty() ? null : below.over(RexUtil.composeConjunction(rex, conjuncts), rex);
            List<ViewPlan.Column> columns = new ArrayList<>();
            for (int i = 0; i < projections.size(); i++) {
                columns.add(column(projections.get(i), names.get(i)));
            }
            RowFunction function = functions.of(texts, condition, projections);
            Traits traits = below.traits().mapped(this::placeOf).withFixed(fixed());
            return new Layout(placed(below.node(), function, List.copyOf(columns)), indexes, traits);
        }

        /** Columns that are computed of fixed ones are fixed, too. */
        private Set<Integer> fixed() {
            Set<Integer> fixed = new TreeSet<>();
            for (int i = 0; i < projections.size(); i++) {
                if (below.traits().fixed().containsAll(Layout.used(List.of(projections.get(i))))) {
                    fixed.add(i);
                }
            }
            return fixed;
        }

        private ViewPlan.Column column(RexNode projection, String name) {
            if (projection instanceof RexInputRef ref) {
                ViewPlan.Column passed = below.column(ref.getIndex());
                return new ViewPlan.Column(name, passed.type(), passed.nullable());
            }
            return new ViewPlan.Column(
                    name,
                    SqlTypes.stored(type(projection.getType())),
                    projection.getType().isNullable());
        }
    }

    /** A union whose inputs are in different stages has no place of its own yet: each input gets the Calc. */
    private static ViewPlan.Node placed(ViewPlan.Node input, RowFunction function, List<ViewPlan.Column> columns) {
        if (input instanceof ViewPlan.Union union && PlaceExchanges.isSplit(union)) {
            return new ViewPlan.Union(
                    union.inputs().stream()
                            .map(branch -> placed(branch, function, columns))
                            .toList(),
                    columns);
        }
        return new ViewPlan.Calc(input, function, columns);
    }

    ValueType type(RelDataType type) {
        return SqlTypes.columnType(type)
                .orElseThrow(() -> SqlRefusal.at(
                        ProcessorError.UNSUPPORTED_SQL,
                        query.start(),
                        "A column of type " + type.getSqlTypeName() + " is not supported.",
                        type.getSqlTypeName() == SqlTypeName.MAP ? SqlTypes.MAP_PARTS : "Write text, or cast."));
    }

    /** A time and a length. */
    RexNode plus(RexNode time, long ms) {
        RexNode length = rex.makeIntervalLiteral(
                BigDecimal.valueOf(ms), new SqlIntervalQualifier(TimeUnit.SECOND, 12, null, 3, SqlParserPos.ZERO));
        return rex.makeCall(time.getType(), SqlStdOperatorTable.DATETIME_PLUS, List.of(time, length));
    }

    /** A reference to a column of a node. */
    static RexNode ref(RexBuilder rex, ViewPlan.Column column, int index) {
        RelDataTypeFactory types = rex.getTypeFactory();
        RelDataType type = StreamTable.sqlType(types, column.type());
        return rex.makeInputRef(types.createTypeWithNullability(type, column.nullable()), index);
    }
}
