package io.millrace.processor.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The log of states. Restored from it, they see the last record of each key, and of what such a record replaced as much as
 * compaction may have left: any part of it, but a tombstone as long as there is something before it.
 */
final class KeptLog {
    private record Entry(String key, byte[] value) {}

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> last = new HashMap<>();
    private final Random random = new Random(42);

    /** Tombstones of what was never logged. */
    int idleTombstones;

    /** Keys whose last record is no tombstone. */
    int size() {
        return last.size();
    }

    /** Bytes of the values of those records. */
    long bytes() {
        return last.values().stream().mapToLong(entry -> entry.value.length).sum();
    }

    void take(State... states) {
        for (State state : states) {
            state.logTo((key, value) -> {
                Entry entry = new Entry(
                        HexFormat.of().formatHex(key.toByteArray()), value == null ? null : value.toByteArray());
                entries.add(entry);
                if (value != null) {
                    last.put(entry.key, entry);
                } else if (last.remove(entry.key) == null) {
                    idleTombstones++;
                }
            });
        }
    }

    void restore(State... states) {
        int left = random.nextInt(4);
        Set<String> seen = new HashSet<>();
        for (Entry entry : entries) {
            boolean isLast = last.get(entry.key) == entry;
            boolean isLeft = isLast || (entry.value == null ? seen.contains(entry.key) : random.nextInt(3) < left);
            if (isLeft) {
                seen.add(entry.key);
                restore(entry, states);
            }
        }
    }

    private static void restore(Entry entry, State... states) {
        RowReader key = new RowReader(HexFormat.of().parseHex(entry.key));
        int tag = key.getByte();
        RowReader value = entry.value == null ? null : new RowReader(entry.value);
        for (State state : states) {
            if (state.tag() == tag) {
                state.restore(key, value);
            } else if (state.tag() + State.PIECES == tag) {
                state.restorePiece(key.getVarint(), value);
            }
        }
    }
}
