package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Redis holds of a view version beside the rows.
 *
 * @param generation names the rebuild that the rows come from
 * @param building whether that rebuild is under way
 * @param epoch the visible epoch
 * @param top the greatest epoch that a rebuild has applied
 * @param revision counts the writes since the rebuild began
 * @param visibleAt when the visible epoch became visible
 * @param offsets per sink partition the offset of the next record to be applied
 * @param progress per sink partition the last progress that was applied
 * @param isAhead whether rows of epochs that are not visible yet are stored
 * @param isIndexed whether every write brought the secondary indexes with it
 */
record StoredState(
        String generation,
        boolean building,
        long epoch,
        long top,
        long revision,
        Instant visibleAt,
        Map<Integer, Long> offsets,
        Map<Integer, Progress> progress,
        boolean isAhead,
        boolean isIndexed) {
    /** Of the form in which entries of indexes are stored; the number of the last write that brought them stands behind it. */
    private static final String ENTRIES = "1:";

    /** @return null where Redis holds nothing of the version, or not the offsets of all its partitions */
    static @Nullable StoredState of(List<?> fields, int partitions) {
        Map<String, byte[]> texts = new HashMap<>();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            texts.put(new String((byte[]) fields.get(i), StandardCharsets.UTF_8), (byte[]) fields.get(i + 1));
        }
        if (!texts.containsKey("gen")) {
            return null;
        }
        Map<Integer, Long> offsets = new TreeMap<>();
        Map<Integer, Progress> progress = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            if (!texts.containsKey("o:" + partition)) {
                return null;
            }
            offsets.put(partition, number(texts, "o:" + partition));
            byte[] bytes = texts.get("p:" + partition);
            if (bytes != null) {
                progress.put(partition, Frontier.progress(partition, bytes));
            }
        }
        return new StoredState(
                text(texts, "gen"),
                text(texts, "building").equals("1"),
                number(texts, "epoch"),
                number(texts, "top"),
                number(texts, "rev"),
                Instant.ofEpochMilli(number(texts, "at")),
                offsets,
                progress,
                number(texts, "pending") > 0,
                texts.containsKey("entries") && text(texts, "entries").equals(ENTRIES + text(texts, "rev")));
    }

    /** The same rows, to be followed as a rebuild. */
    StoredState reopened(long newRevision) {
        return new StoredState(
                generation, true, epoch, top, newRevision, visibleAt, offsets, progress, false, isIndexed);
    }

    private static long number(Map<String, byte[]> texts, String field) {
        return Long.parseLong(text(texts, field));
    }

    private static String text(Map<String, byte[]> texts, String field) {
        byte[] bytes = texts.get(field);
        if (bytes == null) {
            throw new IllegalArgumentException("Redis holds no field " + field + " of a view");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
