package io.millrace.benchmarks.flink;

import java.nio.file.Path;
import java.util.List;

/**
 * One query to run.
 *
 * @param bootstrapServers of the broker
 * @param namespace prefix of all topics
 * @param query names the query and its form in Flink's dialect, where it has one: {@code nexmark/<query>.sql} of this module
 * @param statement file with the view's statement, whose query is taken where Flink's dialect needs no other
 * @param output topic without the prefix; it is there
 * @param checkpointMs time between checkpoints, and thereby of commits, milliseconds
 * @param bounded whether it ends at what is in the streams now, with all windows closed; else it runs until it is killed
 */
record FlinkRun(
        String bootstrapServers,
        String namespace,
        String query,
        Path statement,
        String output,
        long checkpointMs,
        boolean bounded) {
    static final int PARALLELISM = 2;

    static FlinkRun of(String... arguments) {
        List<String> given = List.of(arguments);
        if (given.size() != 7) {
            throw new IllegalArgumentException(
                    "Give bootstrap servers, namespace, query, file of the statement, output topic, checkpoint interval in"
                            + " milliseconds, and bounded or unbounded; not "
                            + given + ".");
        }
        return new FlinkRun(
                given.get(0),
                given.get(1),
                given.get(2),
                Path.of(given.get(3)),
                given.get(4),
                Long.parseLong(given.get(5)),
                given.get(6).equals("bounded"));
    }

    String topic(String name) {
        return namespace + name;
    }

    /** Names the consumer group, the transactions and the checkpoints. */
    String name() {
        return namespace + output;
    }
}
