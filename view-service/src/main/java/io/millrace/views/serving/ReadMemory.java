package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * What the rows of all reads of this copy may take of the heap at a time, {@value #KIB_MAX} KiB. A read waits for its first
 * part; for more it does not wait, since those it would wait for may want more, too. What the answer takes it has until the
 * client has taken that, for which {@link SendAtPace} is the bound. Thread-safe.
 */
@Component
public class ReadMemory {
    static final int KIB_MAX = 64 * 1024;
    /** One answer of Redis. */
    private static final int FIRST_KIB = 1024;

    private static final int WAIT_MS_MAX = 2_000;
    private static final int KIB = 1024;

    private final Semaphore free = new Semaphore(KIB_MAX);

    public Share open() {
        return new Share();
    }

    int freeKib() {
        return free.availablePermits();
    }

    private static MillraceException tooMany() {
        return new MillraceException(
                ServingError.TOO_MANY_READS,
                "The rows that are being read now take all the memory there is for them. Try again, or read fewer rows at"
                        + " once.");
    }

    /** What one read has taken; confined to its thread. */
    public final class Share implements AutoCloseable {
        private int takenKib;
        private long finishedBytes;

        /**
         * Waits for the first part, unless the read has it.
         *
         * @throws MillraceException with {@link ServingError#TOO_MANY_READS}
         */
        public void begin() {
            if (takenKib > 0) {
                return;
            }
            try {
                if (!free.tryAcquire(FIRST_KIB, WAIT_MS_MAX, TimeUnit.MILLISECONDS)) {
                    throw tooMany();
                }
                takenKib = FIRST_KIB;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw tooMany();
            }
        }

        /**
         * Sees to it that the read has as much beside the first part and what is finished.
         *
         * @throws MillraceException with {@link ServingError#TOO_MANY_READS}
         */
        public void need(long bytes) {
            int more = Math.toIntExact(Math.ceilDiv(finishedBytes + bytes, KIB)) + FIRST_KIB - takenKib;
            if (more > 0) {
                if (!free.tryAcquire(more)) {
                    throw tooMany();
                }
                takenKib += more;
            }
        }

        /**
         * So many bytes are held from now on for a finished part of the answer; what else the read has but its first part is
         * given back.
         *
         * @throws MillraceException with {@link ServingError#TOO_MANY_READS}
         */
        void finish(long bytes) {
            finishedBytes += bytes;
            need(0);
            giveBack(Math.toIntExact(Math.ceilDiv(finishedBytes, KIB)) + FIRST_KIB);
        }

        /** Nothing of the answer is finished any more, because it is read anew. */
        void startOver() {
            finishedBytes = 0;
            giveBack(FIRST_KIB);
        }

        /** Gives back what the read has beyond so many bytes, when its rows have become the answer. */
        void keep(long bytes) {
            giveBack(Math.toIntExact(Math.ceilDiv(bytes, KIB)));
        }

        private void giveBack(int beyondKib) {
            int over = takenKib - beyondKib;
            if (over > 0) {
                free.release(over);
                takenKib -= over;
            }
        }

        @Override
        public void close() {
            free.release(takenKib);
            takenKib = 0;
        }
    }
}
