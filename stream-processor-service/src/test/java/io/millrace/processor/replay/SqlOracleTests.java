package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.stage.StageDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queries of {@code golden/oracle.sql} over random events: what a bounded run of the streaming plan comes to is what DuckDB
 * says of all events at once, and every interleaving of partitions, commits and crashes shows at every moment the rows of a
 * bounded run up to the position that it tells.
 */
class SqlOracleTests {
    private static final long SEED = Long.getLong("seed", 42);
    private static final int TRIALS = 4;
    private static final int INTERLEAVINGS = 20;
    private static final int MOMENTS = 3;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param options what stands in WITH (…)
     * @param sql the query as Millrace reads it
     * @param oracle the same for DuckDB
     */
    record Case(String options, String sql, String oracle) {
        @Override
        public String toString() {
            return sql.replaceAll("\\s+", " ");
        }
    }

    static Stream<Case> cases() throws IOException {
        try (InputStream file = SqlOracleTests.class.getResourceAsStream("/golden/oracle.sql")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^;$"))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty())
                    .map(SqlOracleTests::parse);
        }
    }

    private static Case parse(String text) {
        List<String> lines = new ArrayList<>(
                text.lines().filter(line -> !line.startsWith("#")).toList());
        String options = "";
        if (lines.getFirst().startsWith("WITH (")) {
            options = lines.removeFirst();
        }
        String[] parts = String.join("\n", lines).split("(?m)^=$");
        return new Case(options, parts[0].strip(), parts.length > 1 ? parts[1].strip() : parts[0].strip());
    }

    private static CompiledView compiled(Case one) {
        return new CompileView(new ShopStreams(), Namespace.NONE)
                .compile("CREATE MATERIALIZED VIEW v " + one.options + " AS " + one.sql);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void boundedRunsEqualTheOracle(Case one) throws Exception {
        CompiledView view = compiled(one);
        for (int trial = 0; trial < TRIALS; trial++) {
            Map<String, List<List<Map<String, Object>>>> events =
                    ShopStreams.random(new Random(SEED + trial), trial == 0 ? 3 : 40 * trial);
            try (DuckDb duckDb = new DuckDb()) {
                for (Map.Entry<String, List<List<Map<String, Object>>>> stream : events.entrySet()) {
                    duckDb.load(ShopStreams.STREAMS.get(stream.getKey()), stream.getValue());
                }
                Map<String, List<List<byte[]>>> json = new HashMap<>();
                events.forEach((stream, partitions) -> json.put(stream, ShopStreams.json(partitions)));
                BoundedRows rows = BoundedRun.of(view.plan(1), records(json), 2);
                assertThat(rows.refused()).isEmpty();
                assertThat(texts(view, rows))
                        .as("seed %d trial %d\n%s\n%s", SEED, trial, one, view.explanation())
                        .isEqualTo(duckDb.rows(one.oracle));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyInterleavingAndEveryMomentEqualsABoundedRun(Case one) {
        CompiledView view = compiled(one);
        Map<String, List<List<Map<String, Object>>>> events = ShopStreams.random(new Random(SEED), 60);
        Map<String, List<List<byte[]>>> json = new HashMap<>();
        events.forEach((stream, partitions) -> json.put(stream, ShopStreams.json(partitions)));
        Map<String, String> wanted =
                BoundedRun.of(view.plan(1), records(json), 1).byKey();
        for (int i = 0; i < INTERLEAVINGS; i++) {
            Random random = new Random(SEED + i);
            StageDriver driver = new StageDriver(view.plan(1), json, 3, random);
            driver.run(i % 2 == 0 ? 0 : 0.02);
            String description = "seed " + SEED + " interleaving " + i + "\n" + one + "\n" + view.explanation();
            assertThat(driver.shown()).as(description).isEqualTo(wanted);
            for (int moment = 0; moment < MOMENTS; moment++) {
                List<Integer> records = new ArrayList<>();
                driver.changelog.forEach(sink -> records.add(random.nextInt(sink.size() + 1)));
                Map<String, String> then =
                        driver.shownEpoch(records) < 0 ? Map.of() : at(view, json, driver.frontiers(records));
                assertThat(driver.shown(records)).as(description).isEqualTo(then);
            }
        }
    }

    /** The view as of a place in the logs. */
    private static Map<String, String> at(
            CompiledView view, Map<String, List<List<byte[]>>> events, Map<UUID, Map<Integer, Long>> frontiers) {
        Map<String, List<List<byte[]>>> read = new HashMap<>();
        events.forEach((stream, partitions) -> {
            Map<Integer, Long> ends =
                    frontiers.getOrDefault(ShopStreams.STREAMS.get(stream).topicId(), Map.of());
            List<List<byte[]>> heads = new ArrayList<>();
            for (int p = 0; p < partitions.size(); p++) {
                heads.add(partitions.get(p).subList(0, ends.getOrDefault(p, 0L).intValue()));
            }
            read.put(stream, heads);
        });
        return BoundedRun.of(view.plan(1), records(read), 1).byKey();
    }

    private static Map<String, List<SourceRecords>> records(Map<String, List<List<byte[]>>> events) {
        Map<String, List<SourceRecords>> records = new HashMap<>();
        events.forEach((stream, partitions) -> records.put(
                stream,
                partitions.stream()
                        .map(partition -> SourceRecords.of(partition, ShopStreams.START))
                        .toList()));
        return records;
    }

    private static List<String> texts(CompiledView view, BoundedRows rows) {
        List<String> texts = new ArrayList<>();
        for (String row : rows.byKey().values()) {
            JsonNode object = JSON.readTree(row);
            Map<String, String> values = new LinkedHashMap<>();
            view.columns().forEach(column -> values.put(column.name(), text(object.get(column.name()), column.type())));
            texts.add(values.values().toString());
        }
        Collections.sort(texts);
        return texts;
    }

    private static String text(JsonNode value, String type) {
        if (value == null || value.isNull()) {
            return "null";
        }
        if (type.equals("DOUBLE")) {
            return DuckDb.text(value.asDouble());
        }
        return value.isNumber() ? DuckDb.text(value.decimalValue()) : value.asString();
    }
}
