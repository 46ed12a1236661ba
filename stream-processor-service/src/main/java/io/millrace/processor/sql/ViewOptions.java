package io.millrace.processor.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The WITH clause of a view, with its defaults.
 *
 * @param freshnessMs how far behind the acknowledged events the view may be, 100 ms to 1 day; 5 seconds by default
 * @param retentionMs rows older than this against the watermark are removed, more than 0; -1 (default) for ever
 * @param historyMs how long the changelog keeps every change, 0 to 30 days; 1 hour by default
 * @param graceMs how much later than the contract's out-of-orderness an event may be, 0 to 30 days; 0 by default
 * @param backfillRate how many of the events that were there when the view was created each copy of the service reads in a second
 *     at most, 100 to 10 million; 0 (default) as fast as it goes
 * @param diffMax by how much its rows may differ from those of the version that it replaces, to be served without being asked for;
 *     null (default) by any number
 * @param verifyEveryMs how often its rows are made anew and compared, 1 minute to 30 days; 0 (default) when somebody asks
 * @param indexes secondary indexes, 8 at most; none by default
 */
public record ViewOptions(
        long freshnessMs,
        long retentionMs,
        long historyMs,
        long graceMs,
        int backfillRate,
        @Nullable DiffMax diffMax,
        long verifyEveryMs,
        List<DeclaredIndex> indexes) {
    public static final ViewOptions DEFAULTS = new ViewOptions(5_000, -1, 3_600_000, 0, 0, null, 0, List.of());

    public ViewOptions {
        indexes = List.copyOf(indexes);
    }
}
