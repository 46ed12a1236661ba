package io.millrace.processor.replay;

import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import io.millrace.processor.stage.StageOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a bounded run comes to: the rows of the view at the end, how far it read, and what it refused. */
public final class BoundedRows {
    private final List<Map<String, byte[]>> partitions = new ArrayList<>();
    private final @Nullable Progress[] progress;
    private final List<StageOutput.Refused> refused = new ArrayList<>();
    /** By partition the keys whose rows changed since that was last asked; empty where it is not to be told. */
    private final List<Set<String>> changed = new ArrayList<>();

    BoundedRows(int sinks, boolean tellsChanges) {
        for (int i = 0; i < sinks; i++) {
            partitions.add(new HashMap<>());
            if (tellsChanges) {
                changed.add(new HashSet<>());
            }
        }
        progress = new @Nullable Progress[sinks];
    }

    /** Called by the task of the partition alone. */
    void apply(int partition, ChangelogRecord change) {
        switch (change) {
            case ChangelogRecord.Upsert upsert -> put(partition, text(upsert.key()), upsert.row());
            case ChangelogRecord.Delete delete -> put(partition, text(delete.key()), null);
            case ChangelogRecord.Closed closed -> progress[partition] = closed.progress();
        }
    }

    private void put(int partition, String key, byte @Nullable [] row) {
        if (row == null) {
            partitions.get(partition).remove(key);
        } else {
            partitions.get(partition).put(key, row);
        }
        if (!changed.isEmpty()) {
            changed.get(partition).add(key);
        }
    }

    /** How many there are. */
    public long size() {
        return partitions.stream().mapToLong(Map::size).sum();
    }

    /** Takes what changed since it was last asked, between two steps of a run: the key as JSON, and the row, null where it is gone. */
    public void takeChanges(BiConsumer<String, byte @Nullable []> sink) {
        for (int partition = 0; partition < changed.size(); partition++) {
            Map<String, byte[]> rows = partitions.get(partition);
            changed.get(partition).forEach(key -> sink.accept(key, rows.get(key)));
            changed.get(partition).clear();
        }
    }

    void refuse(StageOutput.Refused what) {
        synchronized (refused) {
            refused.add(what);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The rows as JSON objects by their keys, which are JSON arrays, in the order of the keys' text. */
    public Map<String, String> byKey() {
        Map<String, String> rows = new TreeMap<>();
        partitions.forEach(partition -> partition.forEach((key, row) -> rows.put(key, text(row))));
        return rows;
    }

    /** What each partition of the view has taken in; empty where a stream had no records. */
    public List<Progress> progress() {
        List<Progress> known = new ArrayList<>();
        for (Progress one : progress) {
            if (one != null) {
                known.add(one);
            }
        }
        return known;
    }

    /** Rows and events that the view could not take in. */
    public List<StageOutput.Refused> refused() {
        return List.copyOf(refused);
    }
}
