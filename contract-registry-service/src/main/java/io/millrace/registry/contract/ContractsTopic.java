package io.millrace.registry.contract;

import io.millrace.api.contract.PublishedContract;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees to it that millrace.contracts is there, compacted, before the first record is sent to it: a broker that makes topics
 * by itself would make one that forgets.
 */
@Component
class ContractsTopic implements DisposableBean {
    private final CompactedTable<PublishedContract> table;

    ContractsTopic(MillraceSettings settings, JsonMapper json) {
        table = CompactedTable.of(settings, Topics.CONTRACTS, PublishedContract.class, json)
                .start();
    }

    @Override
    public void destroy() {
        table.close();
    }
}
