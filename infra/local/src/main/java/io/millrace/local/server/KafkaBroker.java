package io.millrace.local.server;

import io.millrace.local.process.StdinWatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The program of the broker's JVM: formats the log directory once, then serves until SIGTERM or the end of its input. */
public final class KafkaBroker {
    private static final Duration SHUTDOWN_MAX = Duration.ofSeconds(20);

    private KafkaBroker() {}

    public static void main(String[] arguments) throws IOException {
        StdinWatch.exitAtEndOfInput(SHUTDOWN_MAX);
        Path file = Path.of(arguments[0]);
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        if (Files.notExists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            format(file);
        }
        KafkaNode node = new KafkaNode(KafkaConfig.fromProps(properties));
        Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "kafka-shutdown"));
        node.start();
        node.awaitEnd();
    }

    private static void format(Path file) {
        String[] arguments = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        int code = StorageTool.execute(arguments, System.out);
        if (code != 0) {
            throw new IllegalStateException("Kafka's log directory cannot be formatted, exit code " + code);
        }
    }
}
