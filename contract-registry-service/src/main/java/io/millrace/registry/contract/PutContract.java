package io.millrace.registry.contract;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.registry.RegistryError;
import io.millrace.registry.Who;
import io.millrace.registry.change.VersionChange;
import io.millrace.registry.schema.ContractDocument;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts a contract, one writer of a contract at a time. An activation holds a connection while Kafka makes topics, so that
 * only a few may be under way at once; others wait a little and are then asked to come back.
 */
@Component
class PutContract {
    private static final Logger LOG = LoggerFactory.getLogger(PutContract.class);
    private static final int UNDER_WAY_MAX = 4;
    private static final long WAIT_SECONDS = 5;
    private static final int ATTEMPTS = 3;

    private final StoreContract store;
    private final TransactionTemplate transaction;
    private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX, true);

    /**
     * What came of it.
     *
     * @param created whether there was no contract of this id before
     * @param revision of the contract, for its ETag
     */
    record Result(boolean created, ContractSummary summary, long revision, List<VersionChange> changes) {}

    PutContract(StoreContract store, TransactionTemplate transaction) {
        this.store = store;
        this.transaction = transaction;
    }

    /** @param ifMatch the header If-Match, or null where it was not sent */
    Result put(ContractDocument document, @Nullable String ifMatch, Who who) {
        enter();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    Result result = transaction.execute(status -> store.put(document, ifMatch, who));
                    LOG.info("Contract {} {}: {} by {}", document.id(), document.version(), result.changes(), who.id());
                    return result;
                } catch (DataIntegrityViolationException | ConcurrencyFailureException e) {
                    // Another request was quicker to take a name or to change the contract: look again at what there
                    // is.
                    if (attempt == ATTEMPTS) {
                        throw new MillraceException(
                                RegistryError.CONCURRENT_CHANGE,
                                "Somebody else changes the contract " + document.id()
                                        + " or one of its streams at the same time. Read it, and send yours again.",
                                e);
                    }
                    LOG.info("Contract {} met another change: attempt {} follows", document.id(), attempt + 1);
                }
            }
        } finally {
            underWay.release();
        }
    }

    private void enter() {
        try {
            if (underWay.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MillraceException(
                CommonError.UNAVAILABLE,
                UNDER_WAY_MAX + " contracts are being put already. Nothing was changed; send yours again in a moment.");
    }
}
