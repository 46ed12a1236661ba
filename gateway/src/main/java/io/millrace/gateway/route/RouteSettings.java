package io.millrace.gateway.route;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long the gateway waits for services, and how many connections it keeps to them.
 *
 * @param connectTimeout to open a connection
 * @param responseTimeout from the end of a request to the first byte of its answer, and between two bytes of it
 * @param rowsTimeout the same for reads of rows, which may wait up to 30 seconds for a position
 * @param ingestionTimeout the same for events
 * @param changesTimeout the same for subscriptions; longer than the pause between two heartbeats
 * @param connectionsPerService requests under way to one service at once, without subscriptions; beyond that the answer is 503
 * @param subscriptionsPerService the same for subscriptions
 */
@ConfigurationProperties("millrace.gateway")
record RouteSettings(
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("15s") Duration responseTimeout,
        @DefaultValue("35s") Duration rowsTimeout,
        @DefaultValue("60s") Duration ingestionTimeout,
        @DefaultValue("60s") Duration changesTimeout,
        @DefaultValue("1000") int connectionsPerService,
        @DefaultValue("2000") int subscriptionsPerService) {
    RouteSettings {
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("response-timeout", responseTimeout);
        requirePositive("rows-timeout", rowsTimeout);
        requirePositive("ingestion-timeout", ingestionTimeout);
        requirePositive("changes-timeout", changesTimeout);
        requirePositive("connections-per-service", connectionsPerService);
        requirePositive("subscriptions-per-service", subscriptionsPerService);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("millrace.gateway." + name + " is " + value + "; it must be at least 1");
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("millrace.gateway." + name + " is " + value + "; it must be positive");
        }
    }

    Duration timeout(Route.Patience patience) {
        return switch (patience) {
            case DEFAULT -> responseTimeout;
            case ROWS -> rowsTimeout;
            case INGESTION -> ingestionTimeout;
            case CHANGES -> changesTimeout;
        };
    }
}
