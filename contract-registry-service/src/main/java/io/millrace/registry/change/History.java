package io.millrace.registry.change;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.registry.Paging;
import io.millrace.registry.Who;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/** Keeps and tells the history of contracts. */
@Component
public class History {
    private static final UUID NEWEST = new UUID(-1L, -1L);

    private final ContractChanges changes;
    private final Clock clock;

    History(ContractChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** Writes within the caller's transaction. */
    public void record(String contractId, List<VersionChange> made, Who who) {
        for (VersionChange change : made) {
            changes.save(new ContractChange(Uuids.next(clock), contractId, change, who, clock.instant()));
        }
    }

    /** Newest first, one more than the page's limit. */
    public List<ChangeEntry> of(String contractId, Paging page) {
        return changes
                .findByContractIdAndIdLessThanOrderByIdDesc(contractId, before(page), Limit.of(page.fetch()))
                .stream()
                .map(ContractChange::entry)
                .toList();
    }

    private static UUID before(Paging page) {
        try {
            return page.after().isEmpty() ? NEWEST : UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "The cursor is not one of this list. Leave it out.", e);
        }
    }
}
