package io.millrace.processor.stage;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Runs the stages of one view in memory over given partitions, in an order that a seed decides: records, commits, idle ticks
 * and crashes in turn. What a task put out since its last commit is lost in a crash, with the position it had read up to; in
 * some, as when the group's offsets expire, the committed position is lost, too, and all is read again. The first source
 * partition stands still for a while.
 */
public final class StageDriver {
    private final Random random;
    private final List<Task> scans = new ArrayList<>();
    private final List<Task> merges = new ArrayList<>();
    private final List<List<List<byte[]>>> exchanges = new ArrayList<>();
    public final List<List<ChangelogRecord>> changelog = new ArrayList<>();
    private final List<List<SavedStages.Row>> written = new ArrayList<>();
    /** Of a derived stream, by partition. */
    public final List<List<Event>> events = new ArrayList<>();

    final List<StageOutput.Refused> quarantine = new ArrayList<>();
    private long now = 1_000_000_000L;

    StageDriver(ViewPlan plan, List<List<byte[]>> source, int sinks, Random random) {
        this(plan, Map.of(CutPlan.of(plan).streams().getFirst().stream(), source), sinks, random);
    }

    /** @param sources per stream its partitions */
    public StageDriver(ViewPlan view, Map<String, List<List<byte[]>>> sources, int sinks, Random random) {
        this.random = random;
        CutPlan plan = CutPlan.of(view);
        EpochClock clock = new EpochClock(plan.sources(), () -> now);
        for (int i = 0; i < plan.exchanges(); i++) {
            exchanges.add(queues(sinks));
        }
        for (int i = 0; i < plan.sinks(sinks); i++) {
            changelog.add(new ArrayList<>());
            written.add(new ArrayList<>());
            events.add(new ArrayList<>());
        }
        for (int i = 0; i < plan.streams().size(); i++) {
            int scan = i;
            List<List<byte[]>> partitions = sources.get(plan.streams().get(scan).stream());
            for (int p = 0; p < partitions.size(); p++) {
                scans.add(new Task(
                        p,
                        partitions.get(p),
                        () -> CompileStages.scanStage(plan, scan, sinks, clock, StageMeter.NONE)));
            }
        }
        for (int i = 0; i < plan.exchanges(); i++) {
            int merge = i;
            for (int p = 0; p < sinks; p++) {
                merges.add(new Task(
                        p,
                        exchanges.get(merge).get(p),
                        () -> CompileStages.mergeStage(plan, merge, sinks, clock, StageMeter.NONE)));
            }
        }
    }

    /** Goes on from what another driver of the same view saved, which may be one of an earlier release. */
    public StageDriver(
            ViewPlan view, Map<String, List<List<byte[]>>> sources, int sinks, Random random, SavedStages saved) {
        this(view, sources, sinks, random);
        now = saved.now();
        for (int i = 0; i < exchanges.size(); i++) {
            for (int p = 0; p < sinks; p++) {
                exchanges.get(i).get(p).addAll(saved.exchanges().get(i).get(p));
            }
        }
        for (int p = 0; p < changelog.size(); p++) {
            for (SavedStages.Row row : saved.changelog().get(p)) {
                keep(p, row);
            }
        }
        for (int i = 0; i < scans.size(); i++) {
            scans.get(i).resume(saved.scans().get(i));
        }
        for (int i = 0; i < merges.size(); i++) {
            merges.get(i).resume(saved.merges().get(i));
        }
    }

    private void keep(int partition, SavedStages.Row row) {
        written.get(partition).add(row);
        changelog.get(partition).add(ChangelogCodec.decode(row.key(), row.value(), row.epoch()));
    }

    /** What Kafka would have now: what was not committed is not in it. */
    public SavedStages saved() {
        return new SavedStages(
                scans.stream().map(Task::saved).toList(),
                merges.stream().map(Task::saved).toList(),
                exchanges,
                written,
                now);
    }

    /** @param key null where the stream has none */
    public record Event(byte[] key, byte[] value) {
        public String text() {
            return new String(value, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static List<List<byte[]>> queues(int count) {
        List<List<byte[]>> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queues.add(new ArrayList<>());
        }
        return queues;
    }

    /** Runs for so many turns, after which much is on its way. */
    public void runFor(int turns) {
        for (int i = 0; i < turns; i++) {
            turn(next(), 0);
        }
    }

    private Task next() {
        now += random.nextInt(60);
        List<Task> all = random.nextInt(merges.size() + 1) == 0 || merges.isEmpty() ? scans : merges;
        return all.get(random.nextInt(all.size()));
    }

    private boolean turn(Task task, double crashes) {
        boolean moved = random.nextInt(3) > 0 && task.read(1 + random.nextInt(20));
        if (random.nextDouble() < crashes) {
            task.crash();
            return true;
        }
        return random.nextInt(3) == 0 && task.commit() || moved;
    }

    /** Runs until everything is read and nothing moves any more. */
    public void run(double crashes) {
        int idle = 0;
        int standing = random.nextInt(1500);
        while (idle < 200 || standing > 0) {
            Task task = next();
            if (standing-- > 0 && task == scans.getFirst()) {
                continue;
            }
            idle = turn(task, crashes) ? 0 : idle + 1;
        }
        for (int i = 0; i < 5 + 2 * exchanges.size(); i++) {
            now += 1000;
            scans.forEach(Task::readAllAndCommit);
            merges.forEach(Task::readAllAndCommit);
        }
    }

    /** The rows that a reader shows: those of epochs that all sink partitions have closed. */
    public Map<String, String> shown() {
        return shown(changelog.stream().map(List::size).toList());
    }

    /** As of the first so many records of each sink partition. */
    public Map<String, String> shown(List<Integer> records) {
        long epoch = shownEpoch(records);
        Map<String, String> rows = new TreeMap<>();
        for (int p = 0; p < changelog.size(); p++) {
            for (ChangelogRecord record : changelog.get(p).subList(0, records.get(p))) {
                if (record.epoch() <= epoch) {
                    switch (record) {
                        case ChangelogRecord.Upsert upsert ->
                            rows.put(new String(upsert.key()), new String(upsert.row()));
                        case ChangelogRecord.Delete delete -> rows.remove(new String(delete.key()));
                        case ChangelogRecord.Closed closed -> {}
                    }
                }
            }
        }
        return rows;
    }

    public long shownEpoch(List<Integer> records) {
        long epoch = Long.MAX_VALUE;
        for (int p = 0; p < changelog.size(); p++) {
            long last = -1;
            for (ChangelogRecord record : changelog.get(p).subList(0, records.get(p))) {
                last = record instanceof ChangelogRecord.Closed closed ? closed.epoch() : last;
            }
            epoch = Math.min(epoch, last);
        }
        return epoch;
    }

    /** What is in the rows that are shown, by source partition the next offset, as of so many records of each sink partition. */
    Map<Integer, Long> frontier(List<Integer> records) {
        Map<Integer, Long> frontier = new TreeMap<>();
        frontiers(records).values().forEach(frontier::putAll);
        return frontier;
    }

    /** The same of several streams, by the ids of their topics. */
    public Map<UUID, Map<Integer, Long>> frontiers(List<Integer> records) {
        long epoch = shownEpoch(records);
        Map<UUID, Map<Integer, Long>> frontiers = new HashMap<>();
        for (int p = 0; p < changelog.size(); p++) {
            Progress last = null;
            for (ChangelogRecord record : changelog.get(p).subList(0, records.get(p))) {
                if (record instanceof ChangelogRecord.Closed closed && closed.epoch() <= epoch) {
                    last = closed.progress();
                }
            }
            if (last != null) {
                last.sources()
                        .forEach(source -> frontiers
                                .computeIfAbsent(source.topicId(), topic -> new TreeMap<>())
                                .merge(source.partition(), source.nextOffset(), Math::min));
            }
        }
        return frontiers;
    }

    private final class Task implements StageOutput {
        private final int partition;
        private final List<byte[]> input;
        private final Supplier<Stage> make;
        private final Map<String, byte[]> keys = new LinkedHashMap<>();
        private final Map<String, byte[]> log = new LinkedHashMap<>();
        private final List<Runnable> pending = new ArrayList<>();
        private Stage stage;
        private int position;
        private int committed;
        private boolean forgotten;

        Task(int partition, List<byte[]> input, Supplier<Stage> make) {
            this.partition = partition;
            this.input = input;
            this.make = make;
            start();
        }

        private void start() {
            stage = make.get();
            log.forEach((key, value) -> stage.restore(keys.get(key), value));
            stage.start(this, partition);
            position = committed;
        }

        boolean read(int count) {
            int to = Math.min(input.size(), position + count);
            boolean moved = to > position;
            for (; position < to; position++) {
                byte[] value = input.get(position);
                if (stage instanceof ScanStage scan) {
                    scan.accept(position, now, value);
                } else if (stage instanceof MergeStage merge) {
                    merge.accept(position, value);
                }
            }
            return moved;
        }

        boolean commit() {
            if (stage instanceof MergeStage merge && random.nextInt(4) == 0) {
                merge.commit(random::nextBoolean);
            } else {
                stage.commit();
            }
            boolean moved = !pending.isEmpty();
            commitLog();
            committed = position;
            return moved;
        }

        SavedStages.Task saved() {
            return new SavedStages.Task(
                    log.entrySet().stream()
                            .map(entry -> new SavedStages.Entry(keys.get(entry.getKey()), entry.getValue()))
                            .toList(),
                    committed);
        }

        void resume(SavedStages.Task saved) {
            stage.stop();
            pending.clear();
            saved.log().forEach(entry -> log(entry.key(), entry.value()));
            commitLog();
            committed = saved.committed();
            start();
        }

        private void commitLog() {
            pending.forEach(Runnable::run);
            pending.clear();
        }

        void readAllAndCommit() {
            read(Integer.MAX_VALUE - position);
            commit();
        }

        void crash() {
            pending.clear();
            stage.stop();
            if (!forgotten && random.nextInt(4) == 0) {
                forgotten = true;
                committed = 0;
            }
            start();
        }

        @Override
        public void exchange(int exchange, int destination, byte[] block) {
            pending.add(() -> exchanges.get(exchange).get(destination).add(block));
        }

        @Override
        public void exchangeAll(int exchange, byte[] close) {
            pending.add(() -> exchanges.get(exchange).forEach(queue -> queue.add(close)));
        }

        @Override
        public void changelog(byte[] key, byte[] value, byte[] epochHeader) {
            pending.add(() -> keep(partition, new SavedStages.Row(key, value, epochHeader)));
        }

        @Override
        public void event(byte[] key, byte[] value) {
            pending.add(() -> events.get(partition).add(new Event(key, value)));
        }

        @Override
        public void quarantine(Refused refused) {
            pending.add(() -> quarantine.add(refused));
        }

        @Override
        public void log(byte[] key, byte[] value) {
            pending.add(() -> {
                String name = java.util.HexFormat.of().formatHex(key);
                keys.put(name, key);
                log.remove(name);
                if (value != null) {
                    log.put(name, value);
                }
            });
        }
    }
}
