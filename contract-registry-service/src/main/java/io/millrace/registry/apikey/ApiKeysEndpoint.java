package io.millrace.registry.apikey;

import io.millrace.api.identity.ApiKeyPrincipal;
import io.millrace.api.identity.ApiKeysApi;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import java.time.Clock;
import org.springframework.web.bind.annotation.RestController;

/** Tells the gateway whom a key stands for. */
@RestController
class ApiKeysEndpoint implements ApiKeysApi {
    private final ApiKeys keys;
    private final Clock clock;
    private final Access access;

    ApiKeysEndpoint(ApiKeys keys, Clock clock, Access access) {
        this.keys = keys;
        this.clock = clock;
        this.access = access;
    }

    @Override
    public ApiKeyPrincipal principal(String sha256) {
        access.requireService();
        return keys.findBySha256(sha256)
                .filter(key -> key.isValid(clock.instant()))
                .map(ApiKey::principal)
                .orElseThrow(() -> new MillraceException(CommonError.NOT_FOUND, "No valid API key has this hash."));
    }
}
