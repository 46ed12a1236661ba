package io.millrace.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;

/** An OpenID Connect issuer of the test's own: discovery document, key set and signed tokens. */
public final class TestIssuer {
    public static final String AUDIENCE = "millrace-test";

    private final TestService server = new TestService();
    private final RSAKey key = newKey("issuer-1");

    public TestIssuer() {
        server.answer(exchange -> {
            String path = exchange.getRequestURI().getPath();
            String body = switch (path) {
                case "/.well-known/openid-configuration" ->
                    "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\"}";
                case "/keys" -> new JWKSet(key).toString();
                default -> "";
            };
            TestService.say(exchange, body.isEmpty() ? 404 : 200, "application/json", body);
        });
    }

    public String url() {
        return server.url();
    }

    /** A good token, changed as the test wants. */
    public String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(change.apply(claims()).build(), key);
    }

    /** A good token, signed with a key that is not in the published set. */
    public String tokenOfUnknownKey() {
        return sign(claims().build(), newKey("issuer-2"));
    }

    /** A good token, signed with a foreign key under the name of the published one. */
    public String tokenOfForgedKey() {
        return sign(claims().build(), newKey("issuer-1"));
    }

    public JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject("alice")
                .claim("name", "Alice")
                .claim("scope", "read:orders write:* service nonsense")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private static String sign(JWTClaimsSet claims, RSAKey key) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
