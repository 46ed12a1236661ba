package io.millrace.views.subscription;

import io.millrace.views.materialization.ClosedEpoch.ChangedRow;
import io.millrace.views.row.KeyJson;
import io.millrace.views.serving.SelectedRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells one subscriber the changes of the rows that it has selected. Confined to one thread. */
final class TellChanges {
    private final SelectedRows selected;
    private final FilterMembers members;
    private final KeyJson keys;
    private final Subscriber subscriber;

    TellChanges(SelectedRows selected, FilterMembers members, KeyJson keys, Subscriber subscriber) {
        this.selected = selected;
        this.members = members;
        this.keys = keys;
        this.subscriber = subscriber;
    }

    /**
     * Tells an epoch.
     *
     * @param taken how many of its changes the subscriber has already
     * @param cover of the snapshot that the subscriber is getting, which only these changes make one cut; null where it has one
     */
    void tell(EpochEvents epoch, int taken, @Nullable SnapshotCover cover) throws IOException {
        if (selected.isWhole() && taken == 0 && cover == null) {
            subscriber.write(epoch.encoded());
            return;
        }
        boolean told = false;
        for (int i = taken; i < epoch.rows().size(); i++) {
            ChangedRow row = epoch.rows().get(i);
            if (cover == null || !cover.has(row.key(), epoch.number())) {
                told |= tell(row, cover == null ? epoch.id(i) : null);
            }
        }
        if (told && cover == null) {
            heartbeat(new EventId(epoch.version(), epoch.after(), 0));
        }
    }

    private boolean tell(ChangedRow changed, @Nullable String id) throws IOException {
        byte[] row = changed.row();
        if (row != null && selected.takes(row)) {
            if (!selected.isEveryRow()) {
                members.enters(changed.key());
            }
            subscriber.frames().add("upsert", id, selected.written(row));
            return true;
        }
        boolean leaves = selected.isEveryRow() || members.leaves(changed.key());
        if (leaves) {
            subscriber.frames().add("delete", id, keys.object(changed.keyJson()));
        }
        return leaves;
    }

    void heartbeat(EventId seen) throws IOException {
        subscriber
                .frames()
                .add(
                        "heartbeat",
                        seen.token(),
                        Frames.heartbeat(seen.version(), seen.place().epoch()));
    }
}
