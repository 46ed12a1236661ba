package io.millrace.starter.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.testkit.TestIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@SpringBootTest(
        classes = IdentityIT.Guarded.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=view-service",
            "server.port=0",
            "millrace.urls.gateway=http://127.0.0.1:9"
        })
class IdentityIT {
    @SpringBootApplication(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Guarded {
        @Autowired
        Access access;

        @GetMapping("/things/{name}")
        String thing(@PathVariable String name) {
            access.require("read", name);
            return access.principal().id();
        }

        @GetMapping("/internal/things")
        String internal() {
            access.requireService();
            return "for services";
        }

        @GetMapping("/broken")
        String broken() {
            throw new MillraceException(
                    CommonError.CONFLICT, "It is broken. Mend it.", List.of(Violation.at("/a/0", "TOO_BAD", "Bad.")));
        }

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("secret detail");
        }
    }

    @Autowired
    SignedStatements statements;

    @LocalServerPort
    int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("millrace.home", () -> TestIdentity.keysHome().toString());
    }

    @Test
    void aScopedPrincipalReadsItsThing() throws Exception {
        assertThat(get("/things/a", TestIdentity.token("read:a")).body()).isEqualTo("tester");
        assertThat(get("/things/b", TestIdentity.token("read:a")).statusCode()).isEqualTo(403);
        assertThat(get("/things/b", TestIdentity.token("admin")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestWithoutPrincipalIsRefusedWithAProblem() throws Exception {
        HttpResponse<String> response = get("/things/a", null);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"code\":\"UNAUTHENTICATED\"", "urn:millrace:error:UNAUTHENTICATED");
    }

    @Test
    void refusesForgedTokens() throws Exception {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID("tests").generate();
        SignedJWT signedByAnother = new SignedJWT(header(JWSAlgorithm.ES256), claims("millrace", "millrace"));
        signedByAnother.sign(new ECDSASigner(foreign));
        SignedJWT symmetric = new SignedJWT(header(JWSAlgorithm.HS256), claims("millrace", "millrace"));
        symmetric.sign(new MACSigner(new byte[32]));
        String unsigned = new PlainJWT(claims("millrace", "millrace")).serialize();

        for (String token : List.of(signedByAnother.serialize(), symmetric.serialize(), unsigned, "x.y.z")) {
            assertThat(get("/things/a", token).statusCode()).as(token).isEqualTo(401);
        }
    }

    @Test
    void refusesAKeyThatNobodyKnowsAlsoWhileTheGatewayIsAway() throws Exception {
        ECKey unknown = new ECKeyGenerator(Curve.P_256).keyID("unknown").generate();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("unknown").build(), claims("millrace", "millrace"));
        token.sign(new ECDSASigner(unknown));

        for (int i = 0; i < 3; i++) {
            assertThat(get("/things/a", token.serialize()).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void takesEncodedSemicolonsAndPercentSignsInPaths() throws Exception {
        for (String name : List.of("a%3Bb", "a%25b")) {
            assertThat(get("/things/" + name, TestIdentity.token("admin")).statusCode())
                    .as(name)
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesAnExpiredToken() throws Exception {
        String token = TestIdentity.token("tester", "admin", Instant.now().minusSeconds(60));

        assertThat(get("/things/a", token).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAnotherAudience() throws Exception {
        ECKey own = (ECKey) com.nimbusds.jose.jwk.JWK.parse(
                java.nio.file.Files.readString(TestIdentity.keysHome().resolve("keys/gateway.jwk.json")));
        SignedJWT token = new SignedJWT(header(JWSAlgorithm.ES256), claims("millrace", "others"));
        token.sign(new ECDSASigner(own));

        assertThat(get("/things/a", token.serialize()).statusCode()).isEqualTo(401);
    }

    @Test
    void aStatementIsNoToken() throws Exception {
        byte[] claims = claims("millrace", "millrace").toPayload().toBytes();

        String statement = statements.sign("thing+jwt", claims);
        assertThat(statements.verified("thing+jwt", statement)).isEqualTo(claims);
        assertThat(get("/things/a", statement).statusCode()).isEqualTo(401);
    }

    @Test
    void internalEndpointsAreForServices() throws Exception {
        assertThat(get("/internal/things", TestIdentity.token("admin")).statusCode())
                .isEqualTo(403);
        assertThat(get("/internal/things", TestIdentity.serviceToken()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void healthIsOpenAndMetricsAreNot() throws Exception {
        assertThat(get("/actuator/health", null).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", null).statusCode()).isEqualTo(401);
        assertThat(get("/actuator/prometheus", TestIdentity.token("admin")).statusCode())
                .isEqualTo(401);
        assertThat(get("/actuator/prometheus", TestIdentity.METRICS_TOKEN).body())
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void failuresAreProblemsWithEveryViolation() throws Exception {
        HttpResponse<String> response = get("/broken", TestIdentity.token("admin"));

        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(response.body())
                .contains(
                        "\"code\":\"CONFLICT\"",
                        "\"kind\":\"USER\"",
                        "\"pointer\":\"/a/0\"",
                        "\"instance\":\"/broken\"");
        assertThat(get("/nowhere", TestIdentity.token("admin")).body()).contains("\"code\":\"NOT_FOUND\"");
    }

    @Test
    void aBugTellsNothingOfItsInside() throws Exception {
        HttpResponse<String> response = get("/bug", TestIdentity.token("admin"));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).contains("INTERNAL_ERROR").doesNotContain("secret");
    }

    private static JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm).keyID("tests").build();
    }

    private static JWTClaimsSet claims(String issuer, String audience) {
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience)
                .subject("mallory")
                .claim("scope", "admin")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build();
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
