package io.millrace.processor.replay;

import io.millrace.api.changelog.ChangelogCodec;
import io.millrace.processor.stage.StageOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition of a stage of a bounded run. */
abstract sealed class StageTask implements StageOutput, Runnable permits ScanTask, MergeTask {
    final int partition;
    private final List<List<ExchangeQueue>> exchanges;
    private final BoundedRows rows;

    StageTask(int partition, List<List<ExchangeQueue>> exchanges, BoundedRows rows) {
        this.partition = partition;
        this.exchanges = exchanges;
        this.rows = rows;
    }

    @Override
    public void exchange(int exchange, int destination, byte[] block) {
        exchanges.get(exchange).get(destination).add(block);
    }

    @Override
    public void exchangeAll(int exchange, byte[] close) {
        exchanges.get(exchange).forEach(queue -> queue.add(close));
    }

    @Override
    public void changelog(byte[] key, byte @Nullable [] value, byte @Nullable [] epochHeader) {
        rows.apply(partition, ChangelogCodec.decode(key, value, epochHeader));
    }

    @Override
    public void event(byte @Nullable [] key, byte[] value) {
        throw new IllegalStateException("a derived stream has no rows that could be compared");
    }

    @Override
    public void quarantine(Refused refused) {
        rows.refuse(refused);
    }

    /** A bounded run that fails is run again from its start. */
    @Override
    public void log(byte[] key, byte @Nullable [] value) {}
}
