package io.millrace.gateway.identity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long an answer about an API key is believed.
 *
 * @param known how long a key that exists is not asked about again; a revoked key works at most this long
 * @param unknown how long a key that does not exist is not asked about again
 * @param outage how long after it was last confirmed a key still works while contract-registry-service does not answer
 * @param keysMax how many keys are remembered
 * @param questionsMax how many questions are under way at once; beyond that the answer is 503
 */
@ConfigurationProperties("millrace.gateway.api-keys")
record ApiKeySettings(
        @DefaultValue("5s") Duration known,
        @DefaultValue("1s") Duration unknown,
        @DefaultValue("60s") Duration outage,
        @DefaultValue("10000") int keysMax,
        @DefaultValue("64") int questionsMax) {
    ApiKeySettings {
        if (known.compareTo(outage) > 0 || unknown.isNegative() || known.isNegative()) {
            throw new IllegalArgumentException("millrace.gateway.api-keys: known is " + known + ", unknown is "
                    + unknown + " and outage is " + outage + "; none may be negative, and known not above outage");
        }
        if (keysMax < 1 || questionsMax < 1) {
            throw new IllegalArgumentException("millrace.gateway.api-keys: keys-max is " + keysMax
                    + " and questions-max is " + questionsMax + "; both must be at least 1");
        }
    }
}
