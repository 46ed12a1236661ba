package io.millrace.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.ServiceName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RouteTableTests {
    @ParameterizedTest
    @CsvSource({
        "/api/contracts, CONTRACT_REGISTRY",
        "/api/contracts/{id}/versions, CONTRACT_REGISTRY",
        "/api/streams/{stream}, CONTRACT_REGISTRY",
        "/api/streams/{stream}/events, INGESTION",
        "/api/streams/{stream}/quarantine, INGESTION",
        "/api/streams/{stream}/quarantine/{id}, INGESTION",
        "/api/views/{view}, STREAM_PROCESSOR",
        "/api/views/{view}/rows, VIEW",
        "/api/views/{view}/rows/{key}, VIEW",
        "/api/views/{view}/changes, VIEW",
        "/api/views/rows, STREAM_PROCESSOR",
        "/api/views/batch, STREAM_PROCESSOR",
        "/api/views/plan, STREAM_PROCESSOR",
        "/api/views/read, VIEW",
        "/api/features/online, VIEW",
        "/api/receipts/verify, VIEW",
        "/api/sql, STREAM_PROCESSOR",
        "/api/runs/{id}/events, ORCHESTRATION",
        "/api/v1/lineage, OBSERVABILITY"
    })
    void knowsWhoOwnsAPath(String path, ServiceName owner) {
        assertThat(RouteTable.ownerOf(path)).contains(owner);
    }

    @ParameterizedTest
    @CsvSource({
        "/internal/streams",
        "/actuator/health",
        "/api",
        "/api/streams/{stream}/other",
        "/api/features",
        "/v3/api-docs",
        "/mcp"
    })
    void ownsNothingElse(String path) {
        assertThat(RouteTable.ownerOf(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/views/read, true",
        "POST, /api/features/online, true",
        "POST, /api/receipts/verify, true",
        "PUT, /api/views/read, false",
        "DELETE, /api/views/read, false",
        "POST, /api/views/batch, false",
        "POST, /api/streams/read/events, false"
    })
    void knowsReadsThatArePosted(String method, String path, boolean read) {
        assertThat(RouteTable.isRead(method, path)).isEqualTo(read);
    }

    @Test
    void hasDefaultTimeouts() {
        RouteSettings settings = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("millrace.gateway", RouteSettings.class);
        assertThat(settings)
                .isEqualTo(new RouteSettings(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(35),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        1000,
                        2000));
    }
}
