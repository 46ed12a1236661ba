package io.millrace.processor.plan;

import io.millrace.api.view.PublishedView;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/** The output columns while they are collected: those of the query, then those that only the key or retention needs. */
final class OutputColumns {
    private final RexBuilder rex;
    private final Lowering.Base base;
    private final List<String> visible;
    private final LowerCalc.Columns columns;

    OutputColumns(Lowering lowering, Relations relations, Lowering.Base base) {
        this.rex = relations.rex();
        this.base = base;
        this.visible = relations.names();
        this.columns = lowering.calcs().new Columns(base.layout());
        for (int i = 0; i < visible.size(); i++) {
            columns.add(base.layout().over(base.projects().get(i), rex), visible.get(i));
        }
    }

    /** The rows below. */
    Layout rows() {
        return base.layout();
    }

    /** Names of the query's columns. */
    List<String> names() {
        return visible;
    }

    /** Where a column of the node stands in the view; -1 where it is not selected. */
    int selected(int index) {
        int place = columns.placeOf(index);
        return place < visible.size() ? place : -1;
    }

    /** Where a column of the key stands; it is hidden behind the others where it is not selected. */
    int keyed(int index) {
        String name = base.layout().column(index).name();
        if (name.startsWith(PublishedView.HIDDEN)) {
            return kept(index, name);
        }
        return kept(index, PublishedView.HIDDEN + (OutputNames.isName(name) ? name : "key"));
    }

    /** Where a column of the node stands; it is added under the name where it is not there. */
    int kept(int index, String name) {
        int place = columns.placeOf(index);
        if (place >= 0) {
            return place;
        }
        String column = base.layout().column(index).name();
        String wanted = column.startsWith("$arrival") ? column : name;
        String free = wanted;
        for (int i = 2; columns.names().contains(free); i++) {
            free = wanted + i;
        }
        return columns.add(ref(index), free);
    }

    private RexNode ref(int index) {
        return LowerCalc.ref(rex, base.layout().column(index), index);
    }

    Layout calc() {
        return columns.calc(base.conjuncts(), Map.of());
    }
}
