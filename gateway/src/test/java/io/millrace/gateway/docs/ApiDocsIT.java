package io.millrace.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.gateway.RunningGateway;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ApiDocsIT extends RunningGateway {
    private static final String CONTRACTS = """
            {"openapi":"3.1.0","info":{"title":"c","version":"1"},
             "paths":{"/api/contracts":{"get":{"operationId":"list","responses":{"200":{"description":"ok"}}}},
                      "/internal/streams":{"get":{"responses":{}}},"/actuator/health":{"get":{"responses":{}}}}}
            """;

    @Test
    void mergesWhatTheServicesSay() throws Exception {
        REGISTRY.answer(200, "application/json", CONTRACTS);
        PROCESSOR.answer(500, "text/html", "down");
        JsonNode document = document();
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        assertThat(document.at("/paths/~1api~1contracts/get/operationId").asString())
                .isEqualTo("list");
        assertThat(document.path("paths").has("/internal/streams")).isFalse();
        assertThat(document.path("paths").has("/actuator/health")).isFalse();
        assertThat(document.at("/components/securitySchemes/apiKey/name").asString())
                .isEqualTo("X-API-Key");
        assertThat(document.at("/info/x-missing").toString()).contains("stream-processor-service");
        assertThat(document.at("/info/x-missing").toString()).doesNotContain("contract-registry-service");
    }

    @Test
    void keepsTheLastDocumentOfAServiceThatIsDown() throws Exception {
        REGISTRY.answer(200, "application/json", CONTRACTS);
        assertThat(document().path("paths").has("/api/contracts")).isTrue();
        REGISTRY.answer(503, "text/html", "");
        assertThat(document().path("paths").has("/api/contracts")).isTrue();
    }

    @Test
    void saysTheSameInYaml() throws Exception {
        REGISTRY.answer(200, "application/json", CONTRACTS);
        HttpResponse<String> yaml = send(HttpRequest.newBuilder(uri("/v3/api-docs.yaml")));
        assertThat(yaml.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/yaml");
        assertThat(new YAMLMapper().readTree(yaml.body())).isEqualTo(document());
    }

    @Test
    void showsThePage() throws Exception {
        HttpResponse<String> moved = send(HttpRequest.newBuilder(uri("/swagger-ui.html")));
        assertThat(moved.statusCode()).isEqualTo(302);
        assertThat(moved.headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
        HttpResponse<String> page = send(HttpRequest.newBuilder(uri("/swagger-ui/index.html")));
        assertThat(page.body()).contains("swagger-ui-bundle.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(send(HttpRequest.newBuilder(uri("/swagger-ui/swagger-initializer.js")))
                        .body())
                .contains("/v3/api-docs");
        assertThat(send(HttpRequest.newBuilder(uri("/swagger-ui/swagger-ui-bundle.js")))
                        .statusCode())
                .isEqualTo(200);
    }

    private JsonNode document() throws Exception {
        return new JsonMapper()
                .readTree(send(HttpRequest.newBuilder(uri("/v3/api-docs"))).body());
    }
}
