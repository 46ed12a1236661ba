package io.millrace.benchmarks.ingestion;

import io.millrace.local.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's own ProducerPerformance in a JVM of its own, warmed up. */
final class KafkaBaseline {
    private static final Pattern RATE = Pattern.compile("([\\d.]+) records/sec");

    private final String kafka;
    private final Path payloads;

    KafkaBaseline(String kafka, Path payloads) {
        this.kafka = kafka;
        this.payloads = payloads;
    }

    /**
     * @param properties of the producer, beside acks=all
     * @return records per second after the warm-up
     */
    double run(String topic, int warmUp, int records, List<String> properties)
            throws IOException, InterruptedException {
        List<String> program = new ArrayList<>(List.of(
                "org.apache.kafka.tools.ProducerPerformance",
                "--bootstrap-server",
                kafka,
                "--topic",
                topic,
                "--num-records",
                String.valueOf(warmUp + records),
                "--warmup-records",
                String.valueOf(warmUp),
                "--throughput",
                "-1",
                "--payload-file",
                payloads.toString(),
                "--command-property",
                "acks=all"));
        for (String property : properties) {
            program.add("--command-property");
            program.add(property);
        }
        List<String> command = Jvm.command(512, List.of("-cp", System.getProperty("java.class.path")), program);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String last = "";
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                last = line.contains("records/sec") ? line : last;
            }
        }
        Matcher rate = RATE.matcher(last);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException("ProducerPerformance failed:\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
