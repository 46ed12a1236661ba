package io.millrace.ingestion.endpoint;

import io.millrace.ingestion.IngestionError;
import io.millrace.kernel.MillraceException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The memory for bodies that all requests share. */
@Component
class BodyMemory {
    private static final int UNIT = 1024;
    private static final long WAIT_MS = 2_000;

    private final Semaphore units;

    BodyMemory(EndpointSettings settings) {
        units = new Semaphore(Math.toIntExact(settings.bodyMemoryMax().toBytes() / UNIT));
    }

    /** @throws MillraceException with BODY_MEMORY_EXHAUSTED where there is no room in time */
    void take(int bytes) {
        try {
            if (units.tryAcquire(units(bytes), WAIT_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MillraceException(
                IngestionError.BODY_MEMORY_EXHAUSTED,
                "All memory for request bodies is in use. Send the rest after the time in Retry-After,"
                        + " or raise millrace.ingestion.endpoint.body-memory-max.");
    }

    void give(int bytes) {
        units.release(units(bytes));
    }

    private static int units(int bytes) {
        return (bytes + UNIT - 1) / UNIT;
    }
}
