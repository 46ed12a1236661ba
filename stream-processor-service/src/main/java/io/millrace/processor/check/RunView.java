package io.millrace.processor.check;

import io.millrace.api.changelog.Progress;
import io.millrace.api.check.CheckedViews.Quarantined;
import io.millrace.api.check.CheckedViews.Ran;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Namespace;
import io.millrace.processor.catalog.KnownFunctions;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.plan.CompileView;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.replay.BoundedRows;
import io.millrace.processor.replay.BoundedRun;
import io.millrace.processor.replay.SourceRecords;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.stage.StageOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a view over the events of one test: in process, with the plan that it would have in a runtime. */
final class RunView {
    private static final int ROWS_MAX = 10_000;
    private static final int PAYLOAD_SHOWN_MAX = 1_000;
    /** When all events arrived: no clock decides what a test comes to. */
    private static final long ARRIVAL_MS = 0;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final CompiledView view;
    private final FunctionLibrary library;

    RunView(CompiledView view, FunctionLibrary library) {
        this.view = view;
        this.library = library;
    }

    static Ran failed(String why) {
        return new Ran(List.of(), 0, List.of(), 0, why);
    }

    /** @param given per stream its partitions; streams that are not named have one without events */
    Ran over(Map<String, List<List<String>>> given) {
        long began = System.nanoTime();
        try {
            Map<String, List<SourceRecords>> records = new HashMap<>();
            List<StreamSchema> streams = new ArrayList<>();
            for (StreamSchema stream : view.streams()) {
                List<List<String>> partitions = given.getOrDefault(stream.stream(), List.of(List.of()));
                records.put(
                        stream.stream(),
                        partitions.stream().map(RunView::records).toList());
                streams.add(withPartitions(stream, partitions.size()));
            }
            CompiledView compiled = new CompileView(
                            KnownStreams.of(streams),
                            KnownViews.of(List.of()),
                            KnownFunctions.of(List.of()),
                            library,
                            Namespace.NONE)
                    .compile(ReadStatement.of(view.statement().sql()), streams, view.reads(), view.functions());
            BoundedRows rows = BoundedRun.of(compiled.plan(1), records, 1);
            return ran(rows, (System.nanoTime() - began) / 1_000_000);
        } catch (RuntimeException e) {
            return failed("the run broke: " + e);
        }
    }

    private static SourceRecords records(List<String> events) {
        return SourceRecords.of(
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                ARRIVAL_MS);
    }

    private static Ran ran(BoundedRows rows, long ms) {
        Map<String, String> byKey = rows.byKey();
        if (byKey.size() > ROWS_MAX) {
            return failed("the view has " + byKey.size() + " rows; a test compares at most " + ROWS_MAX);
        }
        return new Ran(
                inKeyOrder(byKey),
                lateRows(rows.progress()),
                rows.refused().stream().map(RunView::quarantined).toList(),
                ms,
                null);
    }

    private static List<JsonNode> inKeyOrder(Map<String, String> byKey) {
        record Keyed(JsonNode key, JsonNode row) {}
        return byKey.entrySet().stream()
                .map(row -> new Keyed(JSON.readTree(row.getKey()), JSON.readTree(row.getValue())))
                .sorted((a, b) -> CompareKeys.INSTANCE.compare(a.key(), b.key()))
                .map(Keyed::row)
                .toList();
    }

    /** What was late of each source partition, added up. */
    private static long lateRows(List<Progress> progress) {
        Map<String, Long> late = new HashMap<>();
        for (Progress sink : progress) {
            sink.sources()
                    .forEach(source ->
                            late.merge(source.topicId() + "/" + source.partition(), source.lateRows(), Math::max));
        }
        return late.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Quarantined quarantined(StageOutput.Refused refused) {
        String payload = new String(refused.payload(), StandardCharsets.UTF_8);
        return new Quarantined(
                refused.code(),
                refused.detail(),
                payload.length() > PAYLOAD_SHOWN_MAX ? payload.substring(0, PAYLOAD_SHOWN_MAX) + "…" : payload);
    }

    private static StreamSchema withPartitions(StreamSchema stream, int partitions) {
        return new StreamSchema(
                stream.stream(),
                stream.topic(),
                stream.topicId(),
                stream.contractId(),
                stream.contractVersion(),
                partitions,
                stream.columns(),
                stream.eventTime(),
                stream.outOfOrdernessMs(),
                stream.keepUnknownFields(),
                stream.retentionMs());
    }
}
