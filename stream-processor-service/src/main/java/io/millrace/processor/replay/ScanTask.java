package io.millrace.processor.replay;

import io.millrace.processor.stage.ScanStage;
import java.util.List;

/** Reads one source partition in a bounded run. */
final class ScanTask extends StageTask {
    private final ScanStage stage;
    private final SourceRecords records;
    private boolean more = true;

    ScanTask(
            ScanStage stage,
            int partition,
            SourceRecords records,
            List<List<ExchangeQueue>> exchanges,
            BoundedRows rows) {
        super(partition, exchanges, rows);
        this.stage = stage;
        this.records = records;
        stage.start(this, partition);
    }

    /** Its records may have been given a further end. */
    void goOn() {
        more = true;
    }

    boolean hasMore() {
        return more;
    }

    @Override
    public void run() {
        if (more) {
            more = records.next(
                    BoundedRun.ROUND_RECORDS, event -> stage.accept(event.offset(), event.timestamp(), event.value()));
            stage.commit();
        }
    }

    void commit() {
        stage.commit();
    }
}
