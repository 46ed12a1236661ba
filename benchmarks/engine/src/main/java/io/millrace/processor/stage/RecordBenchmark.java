package io.millrace.processor.stage;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per record, a bid of Nexmark of some 230 bytes, of what a stage does with it; without Kafka. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RecordBenchmark {
    private final BidQuery twoColumns = new BidQuery("SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0");
    private final BidQuery fiveColumns =
            new BidQuery("SELECT auction, bidder, 0.908 * price AS price, `dateTime`, extra FROM bid");
    private final BidQuery pattern =
            new BidQuery("SELECT auction, REGEXP_EXTRACT(url, '(&|^)channel_id=([^&]*)', 2) AS channel_id FROM bid");
    private final BidQuery groups = new BidQuery(
            "SELECT auction, COUNT(*) AS bids, MAX(price) AS highest, SUM(price) AS total FROM bid GROUP BY auction");
    private final BidQuery plain = new BidQuery("SELECT auction, bidder, price, `dateTime`, extra FROM bid");

    @Benchmark
    public @Nullable Object decodeTwoColumns() throws UndecodableEvent {
        return twoColumns.decode();
    }

    @Benchmark
    public @Nullable Object decodeFiveColumns() throws UndecodableEvent {
        return fiveColumns.decode();
    }

    @Benchmark
    public @Nullable Object expressionFilter() {
        return twoColumns.project();
    }

    @Benchmark
    public @Nullable Object expressionDecimalProduct() {
        return fiveColumns.project();
    }

    @Benchmark
    public @Nullable Object expressionPattern() {
        return pattern.project();
    }

    /** Its share of the parts that go on once in 4,096 bids, as at the end of an epoch, is in it. */
    @Benchmark
    public int combine() {
        return groups.combine();
    }

    @Benchmark
    public int encodeChangelogRow() {
        return plain.encode();
    }
}
