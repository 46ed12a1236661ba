package io.millrace.processor.view;

import io.millrace.api.view.ViewColumn;
import io.millrace.processor.plan.CompiledView;
import java.util.List;

/**
 * What a statement would become.
 *
 * @param streams the streams that it reads
 * @param plan one line a node, the root first
 */
record PlannedView(String name, List<ViewColumn> columns, List<String> key, List<String> streams, String plan) {
    static PlannedView of(CompiledView view) {
        return new PlannedView(
                view.statement().name(), view.columns(), view.key(), view.streamNames(), view.explanation());
    }
}
