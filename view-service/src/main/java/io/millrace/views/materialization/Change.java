package io.millrace.views.materialization;

import io.millrace.api.changelog.Progress;
import org.jspecify.annotations.Nullable;

/** A changelog record with its offset, ready to be stored. */
sealed interface Change {
    /** Rough cost of keeping an object of this kind beside its bytes. */
    int OVERHEAD_BYTES = 96;

    long offset();

    long epoch();

    int bytes();

    /**
     * A row came, changed or went.
     *
     * @param key encoded
     * @param row null where it went
     */
    record RowChange(long offset, long epoch, byte[] key, byte @Nullable [] row) implements Change {
        @Override
        public int bytes() {
            return OVERHEAD_BYTES + key.length + (row == null ? 0 : row.length);
        }
    }

    /** A sink partition has closed an epoch. */
    record EpochClosed(long offset, Progress progress) implements Change {
        @Override
        public long epoch() {
            return progress.epoch();
        }

        @Override
        public int bytes() {
            return OVERHEAD_BYTES + 64 * progress.sources().size();
        }
    }
}
