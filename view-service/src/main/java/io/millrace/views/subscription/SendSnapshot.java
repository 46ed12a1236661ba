package io.millrace.views.subscription;

import io.millrace.kernel.MillraceException;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.materialization.ViewVersion;
import io.millrace.views.row.KeyRange;
import io.millrace.views.serving.ReadMemory;
import io.millrace.views.serving.SelectedRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sends the rows that a view version holds, as they are in Redis, a part at a time. */
@Component
class SendSnapshot {
    private static final int CHUNK_ROWS = 500;
    /** Rows are held as Redis has sent them and as events. */
    private static final int COPIES = 2;

    private final StoredRows stored;
    private final ReadMemory memory;

    SendSnapshot(StoredRows stored, ReadMemory memory) {
        this.stored = stored;
        this.memory = memory;
    }

    /** The rows are being rebuilt or are gone: the snapshot cannot go on. */
    static final class InterruptedSnapshotException extends Exception {
        private static final long serialVersionUID = 1L;

        InterruptedSnapshotException() {
            super("the rows are no longer a consistent cut", null, false, false);
        }
    }

    /**
     * Sends the rows that are selected.
     *
     * @param members is told of each
     * @return which epoch each of them is of
     * @throws MillraceException where too many rows are read at once
     * @throws RedisUnavailableException where Redis does not answer as it should
     */
    SnapshotCover send(
            ViewVersion version, Cut cut, SelectedRows selected, FilterMembers members, Subscriber subscriber)
            throws IOException, InterruptedSnapshotException {
        return new Sending(version, cut, selected, members, subscriber).all();
    }

    private final class Sending {
        private final ViewVersion version;
        private final SelectedRows selected;
        private final FilterMembers members;
        private final Subscriber subscriber;
        private final SnapshotCover cover;
        private Cut cut;

        Sending(ViewVersion version, Cut cut, SelectedRows selected, FilterMembers members, Subscriber subscriber) {
            this.version = version;
            this.cut = cut;
            this.selected = selected;
            this.members = members;
            this.subscriber = subscriber;
            this.cover = new SnapshotCover(cut.epoch());
        }

        SnapshotCover all() throws IOException, InterruptedSnapshotException {
            for (KeyRange range : selected.ranges()) {
                KeyRange rest = range;
                boolean goesOn = true;
                while (goesOn) {
                    byte[] last = part(rest);
                    goesOn = last != null;
                    rest = rest.after(last);
                }
                cover.passed(range.to(), cut.epoch());
            }
            cover.passed(null, cut.epoch());
            return cover;
        }

        /** Returns the last key that was sent where the range goes on behind it. */
        private byte @Nullable [] part(KeyRange range) throws IOException, InterruptedSnapshotException {
            try (ReadMemory.Share share = memory.open()) {
                share.begin();
                StoredRows.Chunk chunk = read(range);
                share.need(COPIES
                        * chunk.rows().stream()
                                .mapToLong(row -> row.json().length)
                                .sum());
                for (StoredRows.KeyedRow row : chunk.rows()) {
                    if (selected.takes(row.json())) {
                        if (!selected.isEveryRow()) {
                            members.enters(row.key());
                        }
                        subscriber.frames().add("snapshot", null, selected.written(row.json()));
                    }
                }
                subscriber.flush();
                byte[] last = chunk.lastKey();
                if (last != null) {
                    cover.reached(last, cut.epoch());
                }
                return chunk.goesOn() ? last : null;
            }
        }

        private StoredRows.Chunk read(KeyRange range) throws InterruptedSnapshotException {
            try {
                return stored.range(version, cut, StoredRows.Part.ofKeys(range), false, CHUNK_ROWS, false);
            } catch (StoredRows.CutExpiredException e) {
                return readNewer(range);
            }
        }

        private StoredRows.Chunk readNewer(KeyRange range) throws InterruptedSnapshotException {
            try {
                StoredRows.Chunk chunk =
                        stored.range(version, null, StoredRows.Part.ofKeys(range), false, CHUNK_ROWS, false);
                if (!chunk.cut().isConsistent() || chunk.cut().epoch() < cut.epoch()) {
                    throw new InterruptedSnapshotException();
                }
                cut = chunk.cut();
                return chunk;
            } catch (StoredRows.CutExpiredException e) {
                throw new InterruptedSnapshotException();
            }
        }
    }
}
