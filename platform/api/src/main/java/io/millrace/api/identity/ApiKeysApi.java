package io.millrace.api.identity;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Questions that the gateway asks contract-registry-service about API keys. For services only. */
@HttpExchange(url = "/internal/api-keys", accept = "application/json")
public interface ApiKeysApi {
    /**
     * @param sha256 lower-case hexadecimal SHA-256 of the whole key; the key itself never leaves the gateway
     * @return 404 where no such key exists, or it was revoked, or it has expired
     */
    @GetExchange("/{sha256}")
    ApiKeyPrincipal principal(@PathVariable String sha256);
}
