package io.millrace.benchmarks.nexmark;

/** Bids without a broker. */
public final class NexmarkBids {
    private static final long SEED = 42;
    private static final long START_MS = 1_436_918_400_000L;

    private NexmarkBids() {}

    /** So many bids, one millisecond apart. */
    public static byte[][] of(int count) {
        GenerateEvents generator = new GenerateEvents(SEED);
        byte[][] bids = new byte[count][];
        for (int i = 0; i < count; i++) {
            bids[i] = generator.bid(i, START_MS + i);
        }
        return bids;
    }
}
