package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A query over the streams of a namespace.
 *
 * @param name short, as {@code q5}
 * @param run tells its runs apart, so that none goes on where another was
 * @param statement file of the view's statement
 * @param view the view's name
 * @param columns the view's
 * @param streams that it reads
 * @param bounded whether it is run over what is there, or for as long as events come
 */
record Query(
        String name,
        int run,
        Namespace namespace,
        Path statement,
        String view,
        List<String> columns,
        List<String> streams,
        boolean bounded) {
    /** The root of the repository. */
    static final Path ROOT = Path.of(System.getProperty("millrace.root", ""));

    /** Queries whose rows are windows. */
    private static final Set<String> WINDOWS = Set.of("q5", "q7", "q8", "q11", "q12");

    private static final Path STATEMENTS = ROOT.resolve("stream-processor-service/src/test/resources/nexmark");

    /** A query of Nexmark. */
    static Query ofNexmark(String name, int run, Namespace namespace, NexmarkStreams streams) throws IOException {
        return of(name, run, namespace, STATEMENTS.resolve(name + ".sql"), streams, true);
    }

    /** Whether its rows are windows, which Flink puts out when they close, and Millrace as they grow unless told otherwise. */
    boolean hasWindows() {
        return WINDOWS.contains(name);
    }

    /** The same query as a view that shows windows when they close. */
    Query atClose() throws IOException {
        String view = this.view + "_at_close";
        String text = Files.readString(statement).replace(this.view, view) + "\nEMIT ON WINDOW CLOSE";
        Path file = Files.createTempFile(view, ".sql");
        file.toFile().deleteOnExit();
        return new Query(
                name + ResultTable.AT_CLOSE,
                run,
                namespace,
                Files.writeString(file, text),
                view,
                columns,
                streams,
                bounded);
    }

    /** Names the run. */
    String id() {
        return name.replace(' ', '-') + "-" + run;
    }

    static Query of(String name, int run, Namespace namespace, Path statement, NexmarkStreams streams, boolean bounded)
            throws IOException {
        CompiledView view = new CompileView(streams, namespace).compile(Files.readString(statement));
        return new Query(
                name,
                run,
                namespace,
                statement,
                view.statement().name(),
                view.columns().stream().map(column -> column.name()).toList(),
                view.streamNames(),
                bounded);
    }
}
