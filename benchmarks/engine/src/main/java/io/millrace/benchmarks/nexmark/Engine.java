package io.millrace.benchmarks.nexmark;

import io.millrace.kernel.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** What runs a query, each in a JVM of its own with the same heap and collector. */
enum Engine {
    MILLRACE {
        @Override
        List<String> program(Query query, String bootstrapServers, long commitMs) {
            return List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.millrace.processor.runtime.RunView",
                    bootstrapServers,
                    query.namespace().value(),
                    query.statement().toString(),
                    query.id(),
                    Long.toString(commitMs));
        }

        @Override
        String group(Query query) {
            return query.namespace().of("millrace.runtime." + query.id());
        }

        @Override
        String output(Query query) {
            return query.namespace().of(Topics.viewChangelog(query.view(), 1));
        }
    },
    DSL {
        @Override
        List<String> program(Query query, String bootstrapServers, long commitMs) {
            return List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    NaiveTopologies.class.getName(),
                    bootstrapServers,
                    query.namespace().value(),
                    query.name(),
                    group(query),
                    output(query),
                    Long.toString(commitMs));
        }

        @Override
        String group(Query query) {
            return query.namespace().of("dsl-" + query.id());
        }

        @Override
        String output(Query query) {
            return query.namespace().of("out-dsl-" + query.id());
        }
    },
    FLINK {
        @Override
        List<String> program(Query query, String bootstrapServers, long commitMs) {
            List<String> program = new ArrayList<>(FLINK_OPENS);
            program.addAll(List.of(
                    "-cp",
                    flinkClassPath(),
                    "io.millrace.benchmarks.flink.RunFlinkSql",
                    bootstrapServers,
                    query.namespace().of(""),
                    query.name(),
                    query.statement().toString(),
                    "out-flink-" + query.id(),
                    Long.toString(commitMs),
                    query.bounded() ? "bounded" : "unbounded"));
            return program;
        }

        @Override
        String group(Query query) {
            return output(query);
        }

        @Override
        String output(Query query) {
            return query.namespace().of("out-flink-" + query.id());
        }
    };

    private static final List<String> FLINK_OPENS = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Options and arguments of {@code java}. */
    abstract List<String> program(Query query, String bootstrapServers, long commitMs);

    /** The consumer group by which it commits what it has read. */
    abstract String group(Query query);

    /** The topic that it writes its rows to. */
    abstract String output(Query query);

    /** Makes the topic that it writes to, where it does not itself. */
    void createOutput(Admin admin, Query query) throws ExecutionException, InterruptedException {
        if (this != MILLRACE) {
            admin.createTopics(List.of(new NewTopic(output(query), GenerateEvents.PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static String flinkClassPath() {
        String given = System.getProperty("flink.classpath");
        if (given != null) {
            return given;
        }
        Path target = Query.ROOT.resolve("benchmarks/flink/target");
        try {
            return target.resolve("classes") + ":"
                    + Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "There is no Flink; build benchmarks/flink as benchmarks/README.md says, and start from the"
                            + " repository's root.",
                    e);
        }
    }
}
