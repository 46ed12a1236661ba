package io.millrace.views.materialization;

import java.time.Instant;
import java.util.List;

/**
 * A cut of a changelog: the changes of all epochs up to one lie before its offsets, those of later epochs do not.
 *
 * @param epoch closed by every sink partition
 * @param writtenAt what comes behind the offsets was written no more than moments earlier
 * @param offsets per sink partition, in order, that of the next record
 */
public record ChangelogPlace(long epoch, Instant writtenAt, List<Long> offsets) {
    public ChangelogPlace {
        offsets = List.copyOf(offsets);
    }

    /** The same cut, known to be the end of the changelog at a later instant. */
    ChangelogPlace asOf(Instant instant) {
        return instant.isAfter(writtenAt) ? new ChangelogPlace(epoch, instant, offsets) : this;
    }
}
