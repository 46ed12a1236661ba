package io.millrace.gateway.docs;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the services' documents are fetched.
 *
 * @param fresh how long a document is not fetched again
 * @param retry how long a service that gave none is not asked again
 * @param timeout how long one is waited for
 * @param documentBytesMax a longer one is left out
 */
@ConfigurationProperties("millrace.gateway.docs")
record DocsSettings(
        @DefaultValue("30s") Duration fresh,
        @DefaultValue("2s") Duration retry,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("4194304") long documentBytesMax) {
    DocsSettings {
        if (!fresh.isPositive() || !retry.isPositive() || !timeout.isPositive() || documentBytesMax < 1) {
            throw new IllegalArgumentException("millrace.gateway.docs: fresh is " + fresh + ", retry is " + retry
                    + ", timeout is " + timeout + " and document-bytes-max is " + documentBytesMax
                    + "; each must be positive");
        }
    }
}
