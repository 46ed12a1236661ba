package io.millrace.processor.replay;

import io.millrace.processor.stage.MergeStage;
import java.util.List;

/** Works on one partition behind an exchange in a bounded run. */
final class MergeTask extends StageTask {
    private final MergeStage stage;
    private final ExchangeQueue queue;
    private long offset;

    MergeTask(
            MergeStage stage,
            int partition,
            ExchangeQueue queue,
            List<List<ExchangeQueue>> exchanges,
            BoundedRows rows) {
        super(partition, exchanges, rows);
        this.stage = stage;
        this.queue = queue;
        stage.start(this, partition);
    }

    @Override
    public void run() {
        queue.takeAll().forEach(value -> stage.accept(offset++, value));
        stage.commit();
    }
}
