package io.millrace.processor.view;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.api.changelog.ChangelogRecord;
import io.millrace.api.changelog.Progress;
import io.millrace.kernel.MillraceException;
import io.millrace.processor.ProcessorError;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads what is served of a view at one epoch from its changelog: the greatest epoch that every partition has closed. The log
 * is read twice, first to learn that epoch, then its rows; what came after it is passed over.
 */
final class ReadServedRows {
    static final int ROWS_MAX = 200_000;
    static final long BYTES_MAX = 64L * 1024 * 1024;

    private final View view;
    private final ReadRange changelog;
    private long bytes;

    /** @param changelog all partitions from their beginning to where they ended when the verification began */
    ReadServedRows(View view, ReadRange changelog) {
        this.view = view;
        this.changelog = changelog;
    }

    /** @throws MillraceException VIEW_STATE where no epoch is closed, VERIFICATION_TOO_LARGE where there are too many rows */
    ServedRows read() {
        long epoch = lastClosed();
        Map<String, String> rows = new HashMap<>();
        Map<Integer, Progress> progress = new HashMap<>();
        changelog.read(record -> {
            ChangelogRecord change = decoded(record);
            if (change.epoch() > epoch) {
                return;
            }
            switch (change) {
                case ChangelogRecord.Upsert upsert -> put(rows, text(upsert.key()), text(upsert.row()));
                case ChangelogRecord.Delete delete -> remove(rows, text(delete.key()));
                case ChangelogRecord.Closed closed -> progress.put(record.partition(), closed.progress());
            }
        });
        if (progress.size() < changelog.partitions()) {
            throw notNow("The progress of epoch " + epoch + " was compacted away while it was read.");
        }
        return new ServedRows(epoch, rows, progress);
    }

    private long lastClosed() {
        Map<Integer, Long> closed = new HashMap<>();
        changelog.read(record -> {
            if (decoded(record) instanceof ChangelogRecord.Closed close) {
                closed.put(record.partition(), close.epoch());
            }
        });
        if (closed.size() < changelog.partitions()) {
            throw notNow("Nothing is served of the view yet: not all of its partitions have closed an epoch.");
        }
        return closed.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    private void put(Map<String, String> rows, String key, String row) {
        String before = rows.put(key, row);
        bytes += row.length() + (before == null ? key.length() : -before.length());
        if (rows.size() > ROWS_MAX || bytes > BYTES_MAX) {
            throw new MillraceException(
                    ProcessorError.VERIFICATION_TOO_LARGE,
                    "View " + view.name() + " has more than " + ROWS_MAX + " rows or " + BYTES_MAX / (1024 * 1024)
                            + " MiB of them, which are not compared in a running service. Verify a view of a part of"
                            + " it: the same query with a WHERE, under another name.");
        }
    }

    private void remove(Map<String, String> rows, String key) {
        String before = rows.remove(key);
        bytes -= before == null ? 0 : before.length() + key.length();
    }

    /**
     * Those of the keys that changed after an epoch. Compaction may have removed what they were at it.
     *
     * @param log from its beginning to its end of now
     */
    static Set<String> changedAfter(long epoch, Set<String> keys, ReadRange log) {
        Set<String> changed = new HashSet<>();
        log.read(record -> {
            ChangelogRecord change = decoded(record);
            String key = switch (change) {
                case ChangelogRecord.Upsert upsert -> text(upsert.key());
                case ChangelogRecord.Delete delete -> text(delete.key());
                case ChangelogRecord.Closed closed -> "";
            };
            if (change.epoch() > epoch && keys.contains(key)) {
                changed.add(key);
            }
        });
        return changed;
    }

    private MillraceException notNow(String why) {
        return new MillraceException(
                ProcessorError.VIEW_STATE,
                "View " + view.name() + " cannot be verified now. " + why + " Try again in a moment.");
    }

    private static ChangelogRecord decoded(ConsumerRecord<byte[], byte[]> record) {
        Header epoch = record.headers().lastHeader(ChangelogCodec.EPOCH_HEADER);
        return ChangelogCodec.decode(record.key(), record.value(), epoch == null ? null : epoch.value());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
