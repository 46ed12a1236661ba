package io.millrace.processor.view;

import io.millrace.api.view.ViewColumn;
import io.millrace.processor.plan.CompiledView;
import java.util.List;

/**
 * What a statement would become.
 *
 * @param stream the stream that it reads
 * @param plan one line a node, the root first
 */
record PlannedView(String name, List<ViewColumn> columns, List<String> key, String stream, String plan) {
    static PlannedView of(CompiledView view) {
        return new PlannedView(
                view.statement().name(), view.columns(), view.key(), view.stream().stream(), view.explanation());
    }
}
