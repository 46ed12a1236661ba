package io.millrace.api.contract;

import java.util.List;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * Questions that services ask contract-registry-service about streams. For services only: the gateway does not route it.
 * A name that a service does not know from millrace.contracts is asked for here before it is answered with 404 or 422.
 */
@HttpExchange(url = "/internal/streams", accept = "application/json")
public interface StreamsApi {
    /** The stream under its active contract; 404 where no active contract describes it. */
    @GetExchange("/{stream}")
    StreamSchema stream(@PathVariable String stream);

    /** All streams under active contracts, by name; at most 10,000. */
    @GetExchange
    List<StreamSchema> streams();
}
