package io.millrace.api.contract;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PutExchange;

/**
 * The part of contract-registry-service's public API that a service calls for its own caller, and with the caller's
 * authority: whoever puts a contract needs the scope {@code contracts}.
 */
@HttpExchange(url = "/api/contracts")
public interface ContractsApi {
    /** The ODCS document, as JSON, of the active version, or of the highest where none is active; 404 where there is no contract. */
    @GetExchange(url = "/{id}", accept = "application/json")
    byte[] document(@PathVariable String id);

    /** Puts a version: the whole ODCS document as JSON, whose id is the path's. Returns when its topics exist. */
    @PutExchange(url = "/{id}", contentType = "application/json", accept = "application/json")
    void put(@PathVariable String id, @RequestBody byte[] document);
}
