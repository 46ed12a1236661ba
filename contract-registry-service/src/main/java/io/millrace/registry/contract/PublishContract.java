package io.millrace.registry.contract;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Topics;
import io.millrace.starter.outbox.Outbox;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Tells everybody what a contract is now, on millrace.contracts, if and only if the transaction commits. */
@Component
class PublishContract {
    private final Outbox outbox;
    private final JsonMapper json;

    PublishContract(Outbox outbox, JsonMapper json) {
        this.outbox = outbox;
        this.json = json;
    }

    void publish(Contract contract, List<StreamSchema> streams) {
        ContractVersion shown = contract.shown();
        PublishedContract published = new PublishedContract(
                PublishedContract.TYPE,
                PublishedContract.V,
                contract.id(),
                shown.version(),
                shown.status(),
                shown.name(),
                shown.owner(),
                streams,
                contract.changedAt());
        outbox.publish(Topics.CONTRACTS, contract.id(), json.writeValueAsBytes(published));
    }
}
