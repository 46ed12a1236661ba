package io.millrace.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.contract.StreamSchema;
import io.millrace.processor.plan.CompiledView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random queries over random events: a run that stops at some places of the streams shows at each of them, by its changes alone, the
 * rows of a run to there. A failure tells its seed, for {@code -Dseed=… -Dcases=1}.
 */
class BoundedStepsProperties {
    private static final long SEED = Long.getLong("seed", 9_000);
    private static final int CASES = Integer.getInteger("cases", Boolean.getBoolean("millrace.soak") ? 4_000 : 150);
    private static final int EVENTS = 40;
    private static final int STEPS = 5;

    @Test
    void rowsAtAStepAreThoseOfARunToThere() throws Exception {
        int run = 0;
        for (int i = 0; i < CASES; i++) {
            run += holds(SEED + i) ? 1 : 0;
        }
        assertThat(run).isGreaterThanOrEqualTo(CASES * 3 / 4);
    }

    private static boolean holds(long seed) {
        Random random = new Random(seed);
        Map<String, StreamSchema> schemas = new FuzzStreams(random).schemas(1 + random.nextInt(2));
        boolean late = random.nextInt(3) == 0;
        StreamEvents events = new FuzzStreams(random).events(schemas, 1 + random.nextInt(EVENTS), late);
        RandomQueries.Query query = new RandomQueries(random, schemas, late).top();
        CompiledView view = SqlFuzzProperties.compiled(schemas, query, why -> {});
        if (view == null) {
            return false;
        }
        Map<String, List<List<byte[]>>> json = events.json();
        List<Map<String, List<Integer>>> stops = stops(json, random);
        Map<String, List<Stopping>> sources = new HashMap<>();
        json.forEach((stream, partitions) ->
                sources.put(stream, partitions.stream().map(Stopping::new).toList()));
        stop(sources, stops.getFirst());
        Map<String, String> rows = new TreeMap<>();
        List<Integer> reached = new ArrayList<>();
        BoundedRun.inSteps(view.plan(1), records(sources), step -> {
            step.takeChanges((key, row) -> {
                if (row == null) {
                    rows.remove(key);
                } else {
                    rows.put(key, new String(row, StandardCharsets.UTF_8));
                }
            });
            int at = reached.size();
            assertThat(rows)
                    .as("seed %d, stop %d %s%n%s", seed, at, stops.get(at), view.explanation())
                    .isEqualTo(BoundedRun.of(view.plan(1), StreamEvents.records(before(json, stops.get(at))), 1)
                            .byKey());
            assertThat(step.size()).isEqualTo(rows.size());
            reached.add(at);
            boolean goesOn = reached.size() < stops.size();
            if (goesOn) {
                stop(sources, stops.get(reached.size()));
            }
            return goesOn;
        });
        assertThat(reached).hasSize(STEPS);
        return true;
    }

    /** Places that lie behind each other, or are the same in some partitions. */
    private static List<Map<String, List<Integer>>> stops(Map<String, List<List<byte[]>>> json, Random random) {
        List<Map<String, List<Integer>>> stops = new ArrayList<>();
        Map<String, List<Integer>> before = null;
        for (int i = 0; i < STEPS; i++) {
            Map<String, List<Integer>> stop = new TreeMap<>();
            for (Map.Entry<String, List<List<byte[]>>> stream : new TreeMap<>(json).entrySet()) {
                List<Integer> ends = new ArrayList<>();
                for (int p = 0; p < stream.getValue().size(); p++) {
                    int from = before == null ? 0 : before.get(stream.getKey()).get(p);
                    int left = stream.getValue().get(p).size() - from;
                    ends.add(from + random.nextInt(left / 2 + 1));
                }
                stop.put(stream.getKey(), ends);
            }
            stops.add(stop);
            before = stop;
        }
        return stops;
    }

    private static void stop(Map<String, List<Stopping>> sources, Map<String, List<Integer>> at) {
        at.forEach((stream, ends) -> {
            for (int p = 0; p < ends.size(); p++) {
                sources.get(stream).get(p).end = ends.get(p);
            }
        });
    }

    private static Map<String, List<SourceRecords>> records(Map<String, List<Stopping>> sources) {
        Map<String, List<SourceRecords>> records = new HashMap<>();
        sources.forEach((stream, partitions) -> records.put(stream, List.copyOf(partitions)));
        return records;
    }

    private static Map<String, List<List<byte[]>>> before(
            Map<String, List<List<byte[]>>> json, Map<String, List<Integer>> stop) {
        Map<String, List<List<byte[]>>> before = new HashMap<>();
        json.forEach((stream, partitions) -> {
            List<List<byte[]>> read = new ArrayList<>();
            for (int p = 0; p < partitions.size(); p++) {
                read.add(partitions.get(p).subList(0, stop.get(stream).get(p)));
            }
            before.put(stream, read);
        });
        return before;
    }

    /** Records in memory up to a place that is moved. */
    private static final class Stopping implements SourceRecords {
        private final List<byte[]> values;
        private int position;
        private int end;

        Stopping(List<byte[]> values) {
            this.values = values;
        }

        @Override
        public boolean next(int recordsMax, Sink sink) {
            for (; position < end; position++) {
                sink.accept(new Event(position, StreamEvents.ARRIVAL, values.get(position)));
            }
            return false;
        }
    }
}
