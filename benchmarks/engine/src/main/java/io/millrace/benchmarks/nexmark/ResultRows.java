package io.millrace.benchmarks.nexmark;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rows that a topic of results holds at its end, as one form for equal values of all engines. */
final class ResultRows {
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z?");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String bootstrapServers;
    private final String topic;
    private final List<String> columns;
    private final boolean changelog;

    /** @param changelog whether the topic is a view's changelog; else it holds JSON, by key where it has keys */
    ResultRows(String bootstrapServers, String topic, List<String> columns, boolean changelog) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.columns = columns;
        this.changelog = changelog;
    }

    /** Hashes of the rows, sorted. */
    long[] hashes() {
        Map<Long, Long> byKey = new HashMap<>();
        long[] appended = new long[1024];
        int[] count = {0};
        long[][] holder = {appended};
        read((key, row) -> {
            if (key == null) {
                if (count[0] == holder[0].length) {
                    holder[0] = Arrays.copyOf(holder[0], 2 * count[0]);
                }
                holder[0][count[0]++] = hash(row == null ? "" : row);
            } else if (row == null) {
                byKey.remove(hash(key));
            } else {
                byKey.put(hash(key), hash(row));
            }
        });
        long[] hashes = Arrays.copyOf(holder[0], count[0] + byKey.size());
        for (long hash : byKey.values()) {
            hashes[count[0]++] = hash;
        }
        Arrays.sort(hashes);
        return hashes;
    }

    /** Texts of rows that have one of these hashes, each once, at most so many. */
    List<String> texts(long[] sortedHashes, int atMost) {
        Map<Long, String> found = new HashMap<>();
        read((key, row) -> {
            if (row != null && found.size() < atMost && Arrays.binarySearch(sortedHashes, hash(row)) >= 0) {
                found.put(hash(row), row);
            }
        });
        return List.copyOf(found.values());
    }

    /** What is in {@code these} oftener than in {@code those}, both sorted. */
    static long[] onlyIn(long[] these, long[] those) {
        long[] only = new long[these.length];
        int count = 0;
        int other = 0;
        for (long hash : these) {
            while (other < those.length && those[other] < hash) {
                other++;
            }
            if (other < those.length && those[other] == hash) {
                other++;
            } else {
                only[count++] = hash;
            }
        }
        return Arrays.copyOf(only, count);
    }

    /** Gives key and row of each record, the key null where rows are appended, the row null where its key goes. */
    private void read(BiConsumer<@Nullable String, @Nullable String> rows) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "isolation.level", "read_committed",
                        "max.poll.records", "20000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long quietSince = System.nanoTime();
            while (System.nanoTime() - quietSince < SETTLED.toNanos()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (take(record, rows)) {
                        quietSince = System.nanoTime();
                    }
                }
            }
        }
    }

    /** Returns whether it was a row, and not the progress of an idle view. */
    private boolean take(ConsumerRecord<byte[], byte[]> record, BiConsumer<@Nullable String, @Nullable String> rows) {
        byte @Nullable [] value = record.value();
        if (!changelog) {
            String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
            rows.accept(key, value == null ? null : row(value));
            return true;
        }
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        switch (ChangelogCodec.decode(record.key(), value, epoch == null ? null : epoch.value())) {
            case ChangelogRecord.Upsert upsert ->
                rows.accept(new String(upsert.key(), StandardCharsets.UTF_8), row(upsert.row()));
            case ChangelogRecord.Delete delete -> rows.accept(new String(delete.key(), StandardCharsets.UTF_8), null);
            case ChangelogRecord.Closed closed -> {
                return false;
            }
        }
        return true;
    }

    private String row(byte[] json) {
        JsonNode row = JSON.readTree(json);
        StringBuilder text = new StringBuilder("[");
        for (String column : columns) {
            text.append(text.length() == 1 ? "" : ", ").append(text(row.get(column)));
        }
        return text.append(']').toString();
    }

    private static String text(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "null";
        }
        if (value.isNumber()) {
            return value.decimalValue().stripTrailingZeros().toPlainString();
        }
        String text = value.asString();
        if (!TIME.matcher(text).matches()) {
            return text;
        }
        LocalDateTime time = LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text);
        Instant instant = time.toInstant(ZoneOffset.UTC);
        return instant.toString();
    }

    private static long hash(String text) {
        return IntStream.range(0, text.length())
                .asLongStream()
                .reduce(0xcbf29ce484222325L, (hash, i) -> mix(hash, text.charAt((int) i)));
    }

    private static long mix(long hash, char c) {
        long mixed = (hash ^ c) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }
}
