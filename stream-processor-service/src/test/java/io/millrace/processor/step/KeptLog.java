package io.millrace.processor.step;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The log of states as it is kept: the last entry of each key. */
final class KeptLog {
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** Tombstones of what was never logged. */
    int idleTombstones;

    int size() {
        return entries.size();
    }

    void take(State... states) {
        for (State state : states) {
            state.logTo((key, value) -> {
                String name = HexFormat.of().formatHex(key.toByteArray());
                if (value == null) {
                    idleTombstones += entries.remove(name) == null ? 1 : 0;
                } else {
                    entries.put(name, value.toByteArray());
                }
            });
        }
    }

    void restore(State... states) {
        entries.forEach((name, value) -> {
            byte[] bytes = HexFormat.of().parseHex(name);
            for (State state : states) {
                RowReader key = new RowReader(bytes);
                if (state.tag() == key.getByte()) {
                    state.restore(key, null);
                    key = new RowReader(bytes);
                    key.getByte();
                    state.restore(key, new RowReader(value));
                }
            }
        });
    }
}
