package io.millrace.views.serving;

import io.millrace.views.row.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the first rows of an order: at most a number of them, and no more bytes than {@value #BYTES_MAX} or what the page
 * is left, but one row in any case. Confined to one thread.
 */
final class GatherPage implements RowSink {
    static final int BYTES_MAX = 8 * 1024 * 1024;
    /** Rows are held once as they are and twice as the reply. */
    private static final int COPIES = 3;

    private final int rowsMax;
    private final long bytesMax;
    private final Comparator<Candidate> order;
    private final ReadMemory.Share memory;
    private final PriorityQueue<Candidate> best;
    private long bytes;
    /** The first row behind the page, of those that were seen. */
    private @Nullable Candidate behind;

    /** @param row decoded as far as the query needs it; null where it is passed on whole */
    record Candidate(byte[] key, byte[] json, @Nullable Row row) {}

    GatherPage(int rowsMax, Comparator<Candidate> order, ReadMemory.Share memory) {
        this(rowsMax, BYTES_MAX, order, memory);
    }

    GatherPage(int rowsMax, long bytesMax, Comparator<Candidate> order, ReadMemory.Share memory) {
        this.rowsMax = rowsMax;
        this.bytesMax = bytesMax;
        this.order = order;
        this.memory = memory;
        this.best = new PriorityQueue<>(order.reversed());
    }

    @Override
    public void add(Candidate candidate) {
        Candidate bound = behind;
        if (bound != null && order.compare(candidate, bound) > 0) {
            return;
        }
        best.add(candidate);
        bytes += candidate.json().length;
        while (best.size() > rowsMax || (bytes > bytesMax && best.size() > 1)) {
            Candidate last = best.remove();
            bytes -= last.json().length;
            behind = last;
        }
        memory.need(COPIES * bytes);
    }

    int size() {
        return best.size();
    }

    /** Whether there are rows behind the page. */
    boolean isFull() {
        return behind != null;
    }

    /** The rows in order. */
    List<Candidate> rows() {
        List<Candidate> rows = new ArrayList<>(best);
        rows.sort(order);
        return rows;
    }
}
