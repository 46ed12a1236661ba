package io.millrace.processor.plan;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.ViewColumn;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.stage.ViewPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that can run.
 *
 * @param statement the statement
 * @param streams the streams that it reads, each once, in the order of the text, as they were when the statement was compiled
 * @param reads the views whose queries are in it, each once, as they were
 * @param functions the functions of jars that its own text calls, by name
 * @param columns the view's columns
 * @param key names of the key's columns, in key order; empty for the one row of a global aggregate
 * @param hiddenColumns the key's columns that are no columns of the view
 * @param emit the plan
 * @param stream of a derived stream what its contract says; null for a view
 */
public record CompiledView(
        CreateView statement,
        List<StreamSchema> streams,
        List<DefinedView> reads,
        List<DefinedFunction> functions,
        List<ViewColumn> columns,
        List<String> key,
        List<ViewColumn> hiddenColumns,
        ViewPlan.Emit emit,
        @Nullable StreamShape stream) {

    /** Names of the streams that it reads, each once. */
    public List<String> streamNames() {
        return streams.stream().map(StreamSchema::stream).toList();
    }

    /** The plan as a version of the view. */
    public ViewPlan plan(int version) {
        return new ViewPlan(statement.name(), version, emit);
    }

    /** The plan as text, one line a node, the root first. */
    public String explanation() {
        return ExplainPlan.of(emit);
    }

    /** The stages that run it as text, and how they hang together. */
    public String topology() {
        return ExplainTopology.text(emit);
    }

    /** The stages as a flowchart in Mermaid's language. */
    public String flowchart() {
        return ExplainTopology.mermaid(emit);
    }

    /** What its nodes read, send and keep, from the streams to the view. */
    public List<NodeCost> costs() {
        return ExplainCost.of(emit);
    }

    /** The functions of jars that it calls, those in the views that it reads with them. */
    public List<DefinedFunction> allFunctions() {
        return FindDefined.functions(functions, reads);
    }

    /** Two plans of one digest read each other's state. */
    public String digest() {
        return DigestPlan.of(emit, allFunctions());
    }
}
