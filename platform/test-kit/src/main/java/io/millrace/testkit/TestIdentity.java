package io.millrace.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.millrace.kernel.ServiceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * An installation's keys for tests: every service can sign with them, and tests can act as any principal. Set {@code
 * millrace.home} to {@link #keysHome()}.
 */
public final class TestIdentity {
    /** Bearer token of /actuator/prometheus. */
    public static final String METRICS_TOKEN = "metrics-token-of-tests";

    private static final Duration TTL = Duration.ofMinutes(30);
    private static final TestIdentity INSTANCE = new TestIdentity();

    private final ECKey key;
    private final Path home;

    private TestIdentity() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyID("tests").generate();
            home = Files.createTempDirectory("millrace-test-home");
            Path keys = Files.createDirectory(home.resolve("keys"));
            Files.writeString(
                    keys.resolve("public.jwks.json"),
                    new JWKSet(key).toPublicJWKSet().toString());
            for (ServiceName service : ServiceName.values()) {
                Files.writeString(keys.resolve(service.moduleName() + ".jwk.json"), key.toJSONString());
            }
            Files.writeString(home.resolve("metrics-token"), METRICS_TOKEN);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory with the keys of all services, to be set as {@code millrace.home}. */
    public static Path keysHome() {
        return INSTANCE.home;
    }

    /** @param scopes separated by spaces, for example {@code write:orders read:*} */
    public static String token(String scopes) {
        return token("tester", scopes, Instant.now().plus(TTL));
    }

    /** A token as services sign it for each other. */
    public static String serviceToken() {
        return token("a-service", "service", Instant.now().plus(TTL));
    }

    public static String token(String subject, String scopes, Instant expiresAt) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("millrace")
                .audience("millrace")
                .subject(subject)
                .claim("name", subject)
                .claim("scope", scopes)
                .issueTime(Date.from(expiresAt.minus(TTL)))
                .expirationTime(Date.from(expiresAt))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("tests").build(), claims);
        try {
            token.sign(new ECDSASigner(INSTANCE.key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
