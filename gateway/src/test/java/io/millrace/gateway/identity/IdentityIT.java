package io.millrace.gateway.identity;

import static io.millrace.gateway.Assertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.gateway.RunningGateway;
import io.millrace.testkit.TestIdentity;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityIT extends RunningGateway {

    @Test
    void refusesRequestsWithoutCredential() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri("/api/views")));
        assertProblem(response, 401, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"millrace\"");
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health",
                "/swagger-ui/index.html",
                "/swagger-ui/swagger-initializer.js",
                "/v3/api-docs",
                "/v3/api-docs.yaml",
                "/.well-known/jwks.json"
            })
    void letsEverybodyReadOpenPaths(String path) throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(200);
        // A credential that nobody knows does not matter where none is asked for.
        assertThat(send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/views",
                "/internal/streams",
                "/error",
                "/actuator",
                "/actuator/env",
                "/actuator/gateway/routes",
                "/actuator/health/readiness",
                "/actuator/prometheus",
                "/swagger-uix",
                "/v3/api-docs.json",
                "/.well-known/openid-configuration",
                "/nothing"
            })
    void asksForACredentialEverywhereElse(String path) throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri(path)));
        assertProblem(response, 401, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer " + ADMINISTRATOR_TOKEN + "x",
                "Bearer ",
                "Bearer",
                "Basic YTpi",
                ADMINISTRATOR_TOKEN,
                "Bearer a.b.c",
                "Bearer administrator-token-of-the-gateway-tests-012"
            })
    void refusesWrongTokens(String authorization) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/api/views")).header("Authorization", authorization));
        assertProblem(response, 401, "UNAUTHENTICATED");
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
        assertThat(response.body()).doesNotContain("administrator-token");
    }

    @Test
    void refusesTwoCredentialsAtOnce() throws Exception {
        assertProblem(send(asAdministrator("/api/views").header("X-API-Key", "mr_known")), 401, "UNAUTHENTICATED");
        assertProblem(
                send(asAdministrator("/api/views").header("Authorization", "Bearer other")), 401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksTheRegistryAboutApiKeysByHash(boolean asBearer) throws Exception {
        String key = "mr_good-" + asBearer;
        REGISTRY.answer(
                200,
                "application/json",
                "{\"id\":\"018f-key\",\"name\":\"loader\",\"scopes\":[\"write:orders\",\"service\"],\"expiresAt\":null}");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/streams/orders/events"))
                .header(asBearer ? "Authorization" : "X-API-Key", asBearer ? "Bearer " + key : key)
                .POST(BodyPublishers.ofString("{}"));
        assertThat(send(request).statusCode()).isEqualTo(200);
        assertThat(REGISTRY.last().rawUri()).isEqualTo("/internal/api-keys/" + sha256(key));
        assertThat(REGISTRY.last().headers().toString()).doesNotContain(key);
        assertThat(INGESTION.last().headers().toString()).doesNotContain(key);
        JWTClaimsSet claims = claims(INGESTION.last().header("Authorization"));
        assertThat(claims.getSubject()).isEqualTo("018f-key");
        assertThat(claims.getStringClaim("name")).isEqualTo("loader");
        assertThat(claims.getStringClaim("scope")).isEqualTo("write:orders");
        send(request);
        assertThat(REGISTRY.seen()).hasSize(1);
    }

    @Test
    void refusesUnknownApiKeys() throws Exception {
        REGISTRY.answer(404, "application/problem+json", "{}");
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/api/views")).header("X-API-Key", "mr_unknown"));
        assertProblem(response, 401, "UNAUTHENTICATED");
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500, 503, 200})
    void letsNobodyInWhileTheRegistryGivesNoUsableAnswer(int status) throws Exception {
        REGISTRY.answer(status, "application/json", "not json");
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/api/views")).header("X-API-Key", "mr_undecided" + status));
        assertProblem(response, 503, "UNAVAILABLE");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    @Test
    void takesTokensOfTheIssuer() throws Exception {
        assertThat(sendWith(ISSUER.token(claims -> claims)).statusCode()).isEqualTo(200);
        JWTClaimsSet claims = claims(PROCESSOR.last().header("Authorization"));
        assertThat(claims.getSubject()).isEqualTo("oidc:alice");
        assertThat(claims.getStringClaim("name")).isEqualTo("Alice");
        assertThat(Set.of(claims.getStringClaim("scope").split(" ")))
                .containsExactlyInAnyOrder("read:orders", "write:*");
    }

    @Test
    void refusesTokensThatHaveExpired() throws Exception {
        assertRefused(ISSUER.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60)))));
        assertRefused(ISSUER.token(claims -> claims.expirationTime(null)));
        assertRefused(ISSUER.token(
                claims -> claims.notBeforeTime(Date.from(Instant.now().plusSeconds(120)))));
    }

    @Test
    void bearsClocksThatAreALittleOff() throws Exception {
        String token = ISSUER.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(10))));
        assertThat(sendWith(token).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesTokensForOthersAndFromOthers() throws Exception {
        assertRefused(ISSUER.token(claims -> claims.audience("other")));
        assertRefused(ISSUER.token(claims -> claims.audience((String) null)));
        assertRefused(ISSUER.token(claims -> claims.issuer("https://other.example")));
        assertRefused(ISSUER.token(claims -> claims.subject(null)));
    }

    @Test
    void refusesTokensThatAreNotSignedByTheIssuer() throws Exception {
        assertRefused(ISSUER.tokenOfUnknownKey());
        assertRefused(ISSUER.tokenOfForgedKey());
        assertRefused(new PlainJWT(ISSUER.claims().build()).serialize());
        SignedJWT symmetric = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("issuer-1").build(),
                ISSUER.claims().build());
        symmetric.sign(new MACSigner(new byte[32]));
        assertRefused(symmetric.serialize());
        String good = ISSUER.token(claims -> claims);
        assertRefused(good.substring(0, good.lastIndexOf('.') + 1));
        assertRefused(good.substring(0, good.length() - 6) + "AAAAAA");
    }

    @Test
    void takesNoInternalTokensFromOutside() throws Exception {
        assertRefused(TestIdentity.serviceToken());
        assertRefused(TestIdentity.token("admin"));
    }

    @Test
    void readsMetricsWithTheMetricsTokenOnly() throws Exception {
        assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(401);
        HttpResponse<String> metrics = send(HttpRequest.newBuilder(uri("/actuator/prometheus"))
                .header("Authorization", "Bearer " + TestIdentity.METRICS_TOKEN));
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("resilience4j_circuitbreaker_state", "millrace_gateway_quota_refused");
    }

    @Test
    void sendsNoCorsHeadersWithoutConfiguredOrigins() throws Exception {
        HttpResponse<String> response = send(asAdministrator("/api/views").header("Origin", "https://evil.example"));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private void assertRefused(String token) throws Exception {
        HttpResponse<String> response = sendWith(token);
        assertProblem(response, 401, "UNAUTHENTICATED");
        assertThat(response.body()).doesNotContain(token);
        assertThat(PROCESSOR.seen()).isEmpty();
    }

    private HttpResponse<String> sendWith(String token) throws Exception {
        return send(HttpRequest.newBuilder(uri("/api/views")).header("Authorization", "Bearer " + token));
    }

    private static JWTClaimsSet claims(String authorization) throws Exception {
        return SignedJWT.parse(authorization.substring("Bearer ".length())).getJWTClaimsSet();
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
