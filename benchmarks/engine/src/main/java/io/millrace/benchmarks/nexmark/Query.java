package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    private static final Path STATEMENTS = ROOT.resolve("stream-processor-service/src/test/resources/nexmark");

    /** A query of Nexmark. */
    static Query ofNexmark(String name, int run, Namespace namespace, NexmarkStreams streams) throws IOException {
        return of(name, run, namespace, STATEMENTS.resolve(name + ".sql"), streams, true);
    }

    /** Names the run. */
    String id() {
        return name + "-" + run;
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
