package io.millrace.api.changelog;

/**
 * One record of a view's changelog topic {@code millrace.view.<view>.v<n>}.
 *
 * <p>Within a sink partition, the rows of an epoch precede the {@link Progress} of that epoch. A reader shows epoch e when
 * every sink partition has closed it, and thereby never a mixture of epochs.
 *
 * <pre>
 * record    Kafka key               Kafka value                                  header
 * Upsert    'R' JSON array of key   'U' version(1) varint(epoch) JSON object
 * Delete    'R' JSON array of key   null                                         millrace-epoch: varint(epoch)
 * Progress  'P' sender(1..)         'P' version(1) …, see {@link ChangelogCodec}
 * </pre>
 */
public sealed interface ChangelogRecord {
    /** The epoch, 0 or more; it never falls within one sink partition. */
    long epoch();

    /**
     * A row came or changed.
     *
     * @param key the key's values as a JSON array in UTF-8, in key order; it identifies the row
     * @param row the whole row as a JSON object in UTF-8, members in column order, as it is served
     */
    record Upsert(long epoch, byte[] key, byte[] row) implements ChangelogRecord {}

    /** A row went. */
    record Delete(long epoch, byte[] key) implements ChangelogRecord {}

    /** A sink partition has closed an epoch. */
    record Closed(Progress progress) implements ChangelogRecord {
        @Override
        public long epoch() {
            return progress.epoch();
        }
    }
}
