package io.millrace.gateway.route;

import static io.millrace.gateway.Assertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.gateway.RunningGateway;
import io.millrace.gateway.TestService;
import io.millrace.gateway.TestSocketService;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesIT extends RunningGateway {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/contracts",
                "/api/contracts/flights/versions/1.0.0",
                "/api/tokens",
                "/api/streams",
                "/api/streams/orders"
            })
    void routesContractsAndTokensToTheRegistry(String path) throws Exception {
        assertPassed(path, REGISTRY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/streams/orders/events",
                "/api/streams/orders/quarantine",
                "/api/streams/orders/quarantine/1/replay"
            })
    void routesEventsToIngestion(String path) throws Exception {
        assertPassed(path, INGESTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/views/v/rows", "/api/views/v/rows/a,b", "/api/views/v/changes"})
    void routesReadsToTheViewService(String path) throws Exception {
        assertPassed(path, VIEWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/views/read", "/api/features/online", "/api/receipts/verify"})
    void routesReadsThatArePostedToTheViewService(String path) throws Exception {
        assertThat(send(asAdministrator(path).POST(BodyPublishers.ofString("{\"reads\":[]}")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(VIEWS.last().rawUri()).isEqualTo(path);
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE"})
    void routesTheDefinitionOfAViewThatIsNamedReadToTheStreamProcessor(String method) throws Exception {
        assertThat(send(asAdministrator("/api/views/read").method(method, BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(PROCESSOR.last().rawUri()).isEqualTo("/api/views/read");
        assertThat(VIEWS.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/views", "/api/views/v", "/api/views/v/versions", "/api/views/v/plan"})
    void routesDefinitionsToTheStreamProcessor(String path) throws Exception {
        assertPassed(path, PROCESSOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/workflows", "/api/workflows/nightly", "/api/runs", "/api/runs/7/events"})
    void routesWorkflowsToOrchestration(String path) throws Exception {
        AtomicReference<String> head = new AtomicReference<>("");
        ORCHESTRATION.play(socket -> {
            head.set(TestSocketService.readHead(socket));
            TestSocketService.write(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        });
        assertThat(get(path).statusCode()).isEqualTo(204);
        assertThat(head.get()).startsWith("GET " + path + " HTTP/1.1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/lineage",
                "/api/v1/lineage",
                "/api/freshness",
                "/api/costs",
                "/api/incidents",
                "/api/slos",
                "/api/anomalies",
                "/api/measurements"
            })
    void routesObservations(String path) throws Exception {
        assertPassed(path, OBSERVABILITY);
    }

    private void assertPassed(String path, TestService service) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"ok\":true}");
        assertThat(service.seen()).hasSize(1);
        assertThat(service.last().rawUri()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/nothing", "/api/streams/orders/other", "/api/viewsx"})
    void answers404ForPathsThatNoServiceHas(String path) throws Exception {
        assertProblem(get(path), 404, "NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/internal/streams", "/internal/api-keys/00", "/api/internal/streams", "/actuator/env", "/error"
            })
    void reachesNothingInternal(String path) throws Exception {
        assertProblem(get(path), 404, "NOT_FOUND");
        assertThat(REGISTRY.seen()).isEmpty();
    }

    @Test
    void passesPathAndQueryUnchanged() throws Exception {
        String odd = "/api/views/v/rows/a%20b,c%2Cd%C3%A9%25%3B?country=eq.DE&x=in.(a,b)&y=a+b%2B&empty&order=n.desc";
        assertThat(get(odd).statusCode()).isEqualTo(200);
        assertThat(VIEWS.last().rawUri()).isEqualTo(odd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/views/v/rows/a%2Fb",
                "/api/views/v/rows/../../../internal/streams",
                "/api/views/%2e%2e/x",
                "/api//views",
                "//",
                "/api/views/v;x=1",
                "/api/views/v/rows/a%00b",
                "/api/views/v\\x",
                "/api/views/v?x={",
                "/api/views/v/rows/a%0d%0ab"
            })
    void refusesPathsThatTwoReadersCouldReadDifferently(String path) throws Exception {
        String answer = RawHttp.exchange(
                port,
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer).containsIgnoringCase("Content-Type: application/problem+json");
        assertThat(answer).contains("\"code\":\"MALFORMED_REQUEST\"");
        assertThat(VIEWS.seen()).isEmpty();
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "PROPFIND"})
    void refusesUnusualMethods(String method) throws Exception {
        HttpResponse<String> response =
                send(asAdministrator("/api/views").method(method, HttpRequest.BodyPublishers.noBody()));
        assertProblem(response, 405, "METHOD_NOT_ALLOWED");
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void passesBodiesOfEachMethod(String method) throws Exception {
        String form = "a=1&b=%20";
        HttpResponse<String> response = send(asAdministrator("/api/contracts/x")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, BodyPublishers.ofString(form)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(REGISTRY.last().method()).isEqualTo(method);
        assertThat(REGISTRY.last().body()).isEqualTo(form);
        assertThat(REGISTRY.last().header("Content-type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(REGISTRY.last().header("Content-length")).isEqualTo("9");
    }

    @Test
    void passesEmptyBodiesAndHeads() throws Exception {
        assertThat(send(asAdministrator("/api/views/v").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> head = send(asAdministrator("/api/views/v").HEAD());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void givesTheServiceASignedPrincipalInPlaceOfCredentials() throws Exception {
        HttpResponse<String> response = send(asAdministrator("/api/views")
                .header("Cookie", "session=secret")
                .header("X-Forwarded-For", "10.1.1.1")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=10.1.1.1")
                .header("X-Custom", "kept"));
        assertThat(response.statusCode()).isEqualTo(200);
        TestService.Seen seen = PROCESSOR.last();
        assertThat(seen.headers().toString()).doesNotContain(ADMINISTRATOR_TOKEN, "secret", "10.1.1.1", "evil.example");
        assertThat(seen.header("X-custom")).isEqualTo("kept");
        assertThat(seen.header("X-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("X-forwarded-host")).isEqualTo("127.0.0.1:" + port);
        JWTClaimsSet claims = verified(seen.header("Authorization"));
        assertThat(claims.getIssuer()).isEqualTo("millrace");
        assertThat(claims.getAudience()).containsExactly("millrace");
        assertThat(claims.getSubject()).isEqualTo("administrator");
        assertThat(claims.getStringClaim("scope")).isEqualTo("admin");
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(60_000);
    }

    private JWTClaimsSet verified(String authorization) throws Exception {
        assertThat(authorization).startsWith("Bearer ");
        SignedJWT token = SignedJWT.parse(authorization.substring("Bearer ".length()));
        String published =
                send(HttpRequest.newBuilder(uri("/.well-known/jwks.json"))).body();
        assertThat(published).doesNotContain("\"d\"");
        var key = JWKSet.parse(published).getKeyByKeyId(token.getHeader().getKeyID());
        assertThat(token.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(key.toECKey())))
                .isTrue();
        return token.getJWTClaimsSet();
    }

    @Test
    void keepsHeadersOfOneConnectionToItself() throws Exception {
        String answer = RawHttp.exchange(
                port,
                "GET /api/views HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nConnection: close, X-Mine, Authorization\r\nX-Mine: 1\r\nTE: trailers\r\n"
                        + "Proxy-Authorization: Basic x\r\nUpgrade: h2c\r\nKeep-Alive: 5\r\nX-Real: 2\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        TestService.Seen seen = PROCESSOR.last();
        assertThat(seen.header("X-mine")).isNull();
        assertThat(seen.header("Te")).isNull();
        assertThat(seen.header("Upgrade")).isNull();
        assertThat(seen.header("Proxy-authorization")).isNull();
        assertThat(seen.header("X-real")).isEqualTo("2");
        assertThat(seen.header("Authorization")).startsWith("Bearer ey");
    }

    @Test
    void hidesTheServiceInAnswers() throws Exception {
        PROCESSOR.answer(exchange -> {
            exchange.getResponseHeaders().add("Set-Cookie", "a=b");
            exchange.getResponseHeaders().add("Server", "inner");
            exchange.getResponseHeaders().add("Location", PROCESSOR.url() + "/api/views/v");
            exchange.getResponseHeaders().add("Link", "<" + PROCESSOR.url() + "/api/views?cursor=x>; rel=\"next\"");
            exchange.getResponseHeaders().add("Millrace-State", "BACKFILLING");
            TestService.say(exchange, 201, "application/json", "{}");
        });
        HttpResponse<String> response = get("/api/views");
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(response.headers().firstValue("Server")).isEmpty();
        assertThat(response.headers().firstValue("Location")).hasValue("/api/views/v");
        assertThat(response.headers().firstValue("Link")).hasValue("</api/views?cursor=x>; rel=\"next\"");
        assertThat(response.headers().firstValue("Millrace-State")).hasValue("BACKFILLING");
    }

    @Test
    void namesEveryRequest() throws Exception {
        HttpResponse<String> named = send(asAdministrator("/api/views").header("X-Request-Id", "my-id.1"));
        assertThat(named.headers().allValues("X-Request-Id")).containsExactly("my-id.1");
        assertThat(PROCESSOR.last().header("X-request-id")).isEqualTo("my-id.1");
        HttpResponse<String> unnamed = send(asAdministrator("/api/views").header("X-Request-Id", "not one; or two"));
        String made = unnamed.headers().firstValue("X-Request-Id").orElseThrow();
        assertThat(made).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(PROCESSOR.last().header("X-request-id")).isEqualTo(made);
    }

    @Test
    void passesProblemsOfServicesAsTheyAre() throws Exception {
        String problem = "{\"status\":413,\"code\":\"PAYLOAD_TOO_LARGE\",\"accepted\":3,\"position\":\"p\"}";
        INGESTION.answer(413, "application/problem+json", problem);
        HttpResponse<String> response =
                send(asAdministrator("/api/streams/s/events").POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 405, 413, 429, 500, 503})
    void tellsErrorPagesOfServicesAsProblems(int status) throws Exception {
        INGESTION.answer(status, "text/html", "<html>Tomcat</html>");
        HttpResponse<String> response =
                send(asAdministrator("/api/streams/s/events").POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(response.body()).doesNotContain("Tomcat").contains("\"status\":" + status);
    }

    @Test
    void tellsAServiceThatDistrustsTheGatewayAsBadGateway() throws Exception {
        PROCESSOR.answer(401, "application/problem+json", "{\"status\":401}");
        assertProblem(get("/api/views"), 502, "BAD_GATEWAY");
    }

    @Test
    void passesCompressedAnswersUntouched() throws Exception {
        byte[] gzip = {31, (byte) 139, 8, 0, 1, 2, 3};
        PROCESSOR.answer(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, gzip.length);
            exchange.getResponseBody().write(gzip);
        });
        HttpResponse<byte[]> response = client.send(
                asAdministrator("/api/views").header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.body()).isEqualTo(gzip);
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }

    @Test
    void refusesHeadersThatHoldControlCharacters() throws Exception {
        String answer = RawHttp.exchange(
                port,
                "GET /api/views HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nX-Evil: a\u0000b\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @Test
    void refusesHeadersThatAreTooLong() throws Exception {
        String answer = RawHttp.exchange(
                port, "GET /api/views HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    }

    @Test
    void refusesRequestsThatTwoReadersCouldFrameDifferently() throws Exception {
        String answer = RawHttp.exchange(
                port,
                "POST /api/views HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @Test
    void readsChunkedBodiesWhoseLengthIsAlsoGivenAsChunked() throws Exception {
        String answer = RawHttp.exchange(
                port,
                "POST /api/views HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + ADMINISTRATOR_TOKEN
                        + "\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "5\r\nhello\r\n0\r\n\r\n");
        if (answer.startsWith("HTTP/1.1 200 ")) {
            assertThat(PROCESSOR.last().body()).isEqualTo("hello");
            assertThat(PROCESSOR.last().header("Content-length")).isNull();
        } else {
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void passesTextThatIsNotAscii() throws Exception {
        String text = "{\"städte\":\"Zürich – 東京\"}";
        PROCESSOR.answer(200, "application/json", text);
        HttpResponse<byte[]> response =
                client.send(asAdministrator("/api/views").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(text);
    }
}
