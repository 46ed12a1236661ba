package io.millrace.gateway;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.millrace.testkit.TestIdentity;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole gateway over small services of the test's own and a real Redis; one for all tests that extend this. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
public abstract class RunningGateway {
    protected static final String ADMINISTRATOR_TOKEN = "administrator-token-of-the-gateway-tests-0123";
    protected static final String NAMESPACE = TestServers.uniqueNamespace();

    protected static final TestService REGISTRY = new TestService();
    protected static final TestService INGESTION = new TestService();
    protected static final TestService PROCESSOR = new TestService();
    protected static final TestService VIEWS = new TestService();
    protected static final TestSocketService ORCHESTRATION = new TestSocketService();
    protected static final TestService OBSERVABILITY = new TestService();
    protected static final TestIssuer ISSUER = new TestIssuer();

    protected final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @LocalServerPort
    protected int port;

    @Autowired
    protected CircuitBreakerRegistry breakers;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry properties) throws IOException {
        Files.writeString(TestIdentity.keysHome().resolve("token"), ADMINISTRATOR_TOKEN + "\n");
        properties.add("millrace.home", TestIdentity::keysHome);
        properties.add("millrace.namespace", () -> NAMESPACE);
        properties.add("spring.data.redis.url", TestServers::redis);
        properties.add("millrace.urls.contract-registry-service", REGISTRY::url);
        properties.add("millrace.urls.ingestion-service", INGESTION::url);
        properties.add("millrace.urls.stream-processor-service", PROCESSOR::url);
        properties.add("millrace.urls.view-service", VIEWS::url);
        properties.add("millrace.urls.orchestration-service", ORCHESTRATION::url);
        properties.add("millrace.urls.observability-service", OBSERVABILITY::url);
        properties.add("millrace.identity.oidc.issuer-uri", ISSUER::url);
        properties.add("millrace.identity.oidc.audience", () -> TestIssuer.AUDIENCE);
        properties.add("millrace.gateway.response-timeout", () -> "1s");
        properties.add("millrace.gateway.docs.fresh", () -> "1ms");
        properties.add("millrace.gateway.docs.retry", () -> "1ms");
    }

    @BeforeEach
    void resetSurroundings() {
        List.of(REGISTRY, INGESTION, PROCESSOR, VIEWS, OBSERVABILITY).forEach(TestService::reset);
        ORCHESTRATION.reset();
        breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
    }

    protected URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port + pathAndQuery);
    }

    protected HttpRequest.Builder asAdministrator(String pathAndQuery) {
        return HttpRequest.newBuilder(uri(pathAndQuery)).header("Authorization", "Bearer " + ADMINISTRATOR_TOKEN);
    }

    protected HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    protected HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
        return send(asAdministrator(pathAndQuery));
    }
}
