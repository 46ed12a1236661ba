package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.stage.StageDriver;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A view over given events.
 *
 * @param description stands in front of what differs
 */
record ComparedView(CompiledView view, StreamEvents events, String description) {
    private static final int SINKS = 3;
    private static final double CRASHES = 0.02;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** @return the rows of a bounded run, which refused nothing but late events, sorted as {@link DuckDb#rows} */
    List<String> rows() {
        BoundedRows rows = run();
        assertThat(rows.refused())
                .as(description)
                .allSatisfy(refused -> assertThat(refused.code()).isEqualTo("LATE_EVENT"));
        return texts(rows);
    }

    BoundedRows run() {
        return BoundedRun.of(view.plan(1), StreamEvents.records(events.json()), 2);
    }

    /** The rows, sorted as {@link DuckDb#rows}. */
    List<String> texts(BoundedRows rows) {
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
        if (type.startsWith("MAP<")) {
            String values = type.equals("MAP<VARCHAR, DOUBLE>") ? "DOUBLE" : "";
            return value.propertyStream()
                    .flatMap(entry -> Stream.of(entry.getKey(), text(entry.getValue(), values)))
                    .toList()
                    .toString();
        }
        if (value.isContainer()) {
            boolean doubles = type.equals("ARRAY<DOUBLE>");
            return value.valueStream()
                    .map(inner -> text(inner, doubles || inner.isFloatingPointNumber() ? "DOUBLE" : ""))
                    .toList()
                    .toString();
        }
        if (type.equals("DOUBLE")) {
            return DuckDb.text(value.asDouble());
        }
        if (type.equals("TIME")) {
            return LocalTime.parse(value.asString()).toString();
        }
        return value.isNumber() ? DuckDb.text(value.decimalValue()) : value.asString();
    }

    /** At the end, and at some moments before, interleavings show the rows of a bounded run up to where they are. */
    void holdsUnderInterleavings(long seed, int interleavings, int moments) {
        Map<String, List<List<byte[]>>> json = events.json();
        Map<String, String> wanted = bounded(json);
        for (int i = 0; i < interleavings; i++) {
            Random random = new Random(seed + i);
            StageDriver driver = new StageDriver(view.plan(1), json, SINKS, random);
            driver.run(i % 2 == 0 ? 0 : CRASHES);
            String which = "interleaving " + i + " of seed " + seed + "\n" + description;
            assertThat(driver.shown()).as(which).isEqualTo(wanted);
            for (int moment = 0; moment < moments; moment++) {
                List<Integer> records = new ArrayList<>();
                driver.changelog.forEach(sink -> records.add(random.nextInt(sink.size() + 1)));
                Map<String, String> then = driver.shownEpoch(records) < 0
                        ? Map.of()
                        : bounded(events.before(json, driver.frontiers(records)));
                assertThat(driver.shown(records)).as(which).isEqualTo(then);
            }
        }
    }

    private Map<String, String> bounded(Map<String, List<List<byte[]>>> json) {
        return BoundedRun.of(view.plan(1), StreamEvents.records(json), 1).byKey();
    }
}
