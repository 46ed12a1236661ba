package io.millrace.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.millrace.starter.identity.Principal;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of the configured OpenID Connect issuer: signed with a key of its published set, for our audience, in their time.
 * The issuer is looked up at the first token and again at most every {@value #LOOKUP_PAUSE_SECONDS} seconds while it
 * does not answer; its keys are kept through an outage of an hour.
 */
final class OidcTokens {
    private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);
    private static final int TIMEOUT_MS = 2000;
    private static final int BYTES_MAX = 512 * 1024;
    private static final long KEYS_CACHE_MS = 5 * 60_000L;
    private static final long KEYS_OUTAGE_MS = 3_600_000L;
    private static final long KEYS_PAUSE_MS = 10_000L;
    private static final int LOOKUP_PAUSE_SECONDS = 5;

    private final OidcSettings settings;
    private final URI issuer;
    private final Clock clock;
    private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;
    private volatile Instant lookUpAt = Instant.MIN;

    OidcTokens(OidcSettings settings, URI issuer, Clock clock) {
        this.settings = settings;
        this.issuer = issuer;
        this.clock = clock;
    }

    Verdict verdict(String token) {
        try {
            DefaultJWTProcessor<SecurityContext> present = processor();
            if (present == null) {
                return undecided();
            }
            return new Verdict.Known(principal(present.process(token, null)));
        } catch (RateLimitReachedException e) {
            return new Verdict.Refused(
                    "The token is signed with a key that the issuer does not publish. Get a new one.");
        } catch (KeySourceException e) {
            LOG.warn("The keys of {} cannot be fetched: its tokens are answered with 503 until they can", issuer, e);
            return undecided();
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.debug("A token is refused", e);
            return new Verdict.Refused(
                    "The token is not a valid one of " + issuer + ": " + reason(e) + ". Get a new one from there.");
        }
    }

    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return failure instanceof BadJOSEException && message != null ? message : "it cannot be verified";
    }

    private Verdict undecided() {
        return new Verdict.Undecided("The issuer " + issuer + ", which signs such tokens, does not answer. Try again.");
    }

    private Principal principal(JWTClaimsSet claims) throws ParseException {
        String subject = claims.getSubject();
        Object name = claims.getClaim(settings.claims().name());
        return new Principal(
                "oidc:" + subject, name instanceof String text && !text.isBlank() ? text : subject, scopes(claims));
    }

    private Set<String> scopes(JWTClaimsSet claims) {
        Object claim = claims.getClaim(settings.claims().scope());
        Collection<String> words = List.of();
        if (claim instanceof String text) {
            words = Arrays.asList(text.strip().split(" +"));
        } else if (claim instanceof Collection<?> list) {
            words = list.stream().map(String::valueOf).toList();
        }
        List<String> scopes = new ArrayList<>();
        for (String word : words) {
            List<String> mapped = settings.scopes().get(word);
            if (mapped != null) {
                scopes.addAll(mapped);
            } else if (word.startsWith(settings.claims().scopePrefix())) {
                scopes.add(word.substring(settings.claims().scopePrefix().length()));
            }
        }
        return Scopes.ofClient(scopes);
    }

    private @Nullable DefaultJWTProcessor<SecurityContext> processor() {
        DefaultJWTProcessor<SecurityContext> present = processor;
        if (present == null && !clock.instant().isBefore(lookUpAt)) {
            lookUpAt = clock.instant().plus(Duration.ofSeconds(LOOKUP_PAUSE_SECONDS));
            try {
                present = processor(keySetUri());
                processor = present;
            } catch (IOException | ParseException | IllegalArgumentException e) {
                LOG.warn("The issuer {} cannot be looked up: its tokens are answered with 503 until it can", issuer, e);
            }
        }
        return present;
    }

    private URI keySetUri() throws IOException, ParseException {
        String text = issuer.toString();
        URI discovery = URI.create((text.endsWith("/") ? text : text + "/") + ".well-known/openid-configuration");
        Map<String, Object> document = JSONObjectUtils.parse(
                retriever().retrieveResource(discovery.toURL()).getContent());
        if (!text.equals(JSONObjectUtils.getString(document, "issuer"))) {
            throw new ParseException(
                    "the document at " + discovery + " names the issuer "
                            + JSONObjectUtils.getString(document, "issuer"),
                    0);
        }
        return JSONObjectUtils.getURI(document, "jwks_uri");
    }

    private DefaultJWTProcessor<SecurityContext> processor(URI keySetUri) throws MalformedURLException {
        DefaultJWTProcessor<SecurityContext> built = new DefaultJWTProcessor<>();
        built.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        built.setJWSKeySelector(new JWSVerificationKeySelector<>(
                ALGORITHMS,
                JWKSourceBuilder.<SecurityContext>create(keySetUri.toURL(), retriever())
                        .cache(KEYS_CACHE_MS, TIMEOUT_MS)
                        .rateLimited(KEYS_PAUSE_MS)
                        .outageTolerant(KEYS_OUTAGE_MS)
                        .build()));
        built.setJWTClaimsSetVerifier(claimsVerifier());
        return built;
    }

    private DefaultJWTClaimsVerifier<SecurityContext> claimsVerifier() {
        DefaultJWTClaimsVerifier<SecurityContext> verifier =
                new DefaultJWTClaimsVerifier<>(
                        settings.audience(),
                        new JWTClaimsSet.Builder().issuer(issuer.toString()).build(),
                        Set.of("sub", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        verifier.setMaxClockSkew(Math.toIntExact(settings.clockSkew().toSeconds()));
        return verifier;
    }

    private static DefaultResourceRetriever retriever() {
        return new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, BYTES_MAX);
    }
}
