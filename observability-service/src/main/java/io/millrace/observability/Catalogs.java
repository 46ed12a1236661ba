package io.millrace.observability;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.Topics;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.catalog.CompactedTable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What the other services have published: contracts and views, followed from their compacted topics. */
@Configuration(proxyBeanMethods = false)
class Catalogs {
    @Bean(destroyMethod = "close")
    CompactedTable<PublishedContract> contracts(MillraceSettings settings, JsonMapper json) {
        return CompactedTable.of(settings, Topics.CONTRACTS, PublishedContract.class, json)
                .start();
    }

    @Bean(destroyMethod = "close")
    CompactedTable<PublishedView> views(MillraceSettings settings, JsonMapper json) {
        return CompactedTable.of(settings, Topics.VIEWS, PublishedView.class, json)
                .start();
    }
}
