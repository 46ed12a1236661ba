package io.millrace.views.subscription;

import io.millrace.views.materialization.ChangelogPlace;
import io.millrace.views.materialization.ClosedEpoch;
import io.millrace.views.materialization.ClosedEpoch.ChangedRow;
import io.millrace.views.row.KeyJson;
import java.util.List;
import java.util.Objects;

/**
 * The events of one closed epoch, encoded once for everybody who takes all of them. Immutable.
 *
 * @param base of the ids of its changes
 * @param afterId the id of whoever has all of them
 * @param encoded its changes and a heartbeat
 */
record EpochEvents(ClosedEpoch epoch, int version, String base, String afterId, byte[] encoded) {
    private static final int OVERHEAD_BYTES = 160;

    static EpochEvents of(int version, ClosedEpoch epoch, KeyJson keys) {
        String base = EventId.base(version, epoch.before());
        String afterId = new EventId(version, epoch.after(), 0).token();
        Frames frames = new Frames();
        for (int i = 0; i < epoch.rows().size(); i++) {
            ChangedRow row = epoch.rows().get(i);
            String id = base + "." + (i + 1);
            byte[] json = row.row();
            if (json == null) {
                frames.add("delete", id, keys.object(row.keyJson()));
            } else {
                frames.add("upsert", id, json);
            }
        }
        frames.add("heartbeat", afterId, Frames.heartbeat(version, epoch.after().epoch()));
        return new EpochEvents(epoch, version, base, afterId, frames.take());
    }

    long number() {
        return epoch.after().epoch();
    }

    ChangelogPlace after() {
        return epoch.after();
    }

    List<ChangedRow> rows() {
        return epoch.rows();
    }

    /** @param index 0-based, of a change */
    String id(int index) {
        return base + "." + (index + 1);
    }

    /** Rough size on the heap. */
    long bytes() {
        long rows = epoch.rows().stream()
                .mapToLong(row -> OVERHEAD_BYTES
                        + row.key().length
                        + row.keyJson().length
                        + Objects.requireNonNullElse(row.row(), new byte[0]).length)
                .sum();
        return OVERHEAD_BYTES + encoded.length + rows;
    }
}
