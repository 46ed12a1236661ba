package io.millrace.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.millrace.api.identity.ApiKeyPrincipal;
import io.millrace.api.identity.ApiKeysApi;
import io.millrace.starter.identity.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.HttpClientErrorException;

/**
 * What contract-registry-service knows about API keys, remembered for a short while. Only the SHA-256 of a key is kept or
 * sent. Concurrent requests with one key ask once. While the registry does not answer, a key that it has lately confirmed
 * goes on to work, and any other is undecided: nobody is let in unchecked.
 */
final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    /** Nothing else is a key, so that nobody is asked about it. */
    private static final Pattern FORM = Pattern.compile(Credential.API_KEY_PREFIX + "[A-Za-z0-9_-]{1,64}");

    private final ApiKeysApi registry;
    private final ApiKeySettings settings;
    private final CircuitBreaker breaker;
    private final Clock clock;
    private final Cache<String, Answer> answers;
    private final ConcurrentMap<String, CompletableFuture<Verdict>> underWay = new ConcurrentHashMap<>();
    private final Semaphore questions;

    /** @param principal null where the registry knows no such key */
    private record Answer(@Nullable ApiKeyPrincipal principal, Instant confirmedAt, Instant askAgainAt) {}

    ApiKeys(ApiKeysApi registry, ApiKeySettings settings, CircuitBreaker breaker, Clock clock) {
        this.registry = registry;
        this.settings = settings;
        this.breaker = breaker;
        this.clock = clock;
        this.answers = Caffeine.newBuilder().maximumSize(settings.keysMax()).build();
        this.questions = new Semaphore(settings.questionsMax());
    }

    Verdict verdict(String key) {
        if (!FORM.matcher(key).matches()) {
            return unknown();
        }
        String sha256 = sha256(key);
        Answer known = answers.getIfPresent(sha256);
        if (known != null && clock.instant().isBefore(known.askAgainAt())) {
            return verdict(known);
        }
        CompletableFuture<Verdict> mine = new CompletableFuture<>();
        CompletableFuture<Verdict> other = underWay.putIfAbsent(sha256, mine);
        if (other != null) {
            return other.join();
        }
        try {
            mine.complete(ask(sha256, known));
        } catch (RuntimeException e) {
            LOG.error("Asking about an API key failed unexpectedly: the key is not let in", e);
            mine.complete(undecided());
        } finally {
            underWay.remove(sha256, mine);
        }
        return mine.join();
    }

    private Verdict ask(String sha256, @Nullable Answer known) {
        if (!questions.tryAcquire()) {
            return withoutRegistry(sha256, known);
        }
        try {
            ApiKeyPrincipal principal = breaker.executeSupplier(() -> find(sha256));
            Instant now = clock.instant();
            Answer answer =
                    new Answer(principal, now, now.plus(principal == null ? settings.unknown() : settings.known()));
            answers.put(sha256, answer);
            return verdict(answer);
        } catch (RuntimeException e) {
            LOG.debug("contract-registry-service gave no answer about an API key", e);
            return withoutRegistry(sha256, known);
        } finally {
            questions.release();
        }
    }

    private @Nullable ApiKeyPrincipal find(String sha256) {
        try {
            return registry.principal(sha256);
        } catch (HttpClientErrorException.NotFound e) {
            return null;
        }
    }

    private Verdict withoutRegistry(String sha256, @Nullable Answer known) {
        Instant now = clock.instant();
        if (known == null
                || known.principal() == null
                || now.isAfter(known.confirmedAt().plus(settings.outage()))) {
            return undecided();
        }
        answers.put(sha256, new Answer(known.principal(), known.confirmedAt(), now.plus(settings.unknown())));
        return verdict(known);
    }

    private Verdict verdict(Answer answer) {
        ApiKeyPrincipal principal = answer.principal();
        if (principal == null) {
            return unknown();
        }
        Instant expiresAt = principal.expiresAt();
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
            return new Verdict.Refused(
                    "The API key expired at " + expiresAt + ". Create one with './millrace token create --scope …'.");
        }
        return new Verdict.Known(new Principal(principal.id(), principal.name(), Scopes.ofClient(principal.scopes())));
    }

    private static Verdict unknown() {
        return new Verdict.Refused("The API key is not known, was revoked or has expired. "
                + "Create one with './millrace token create --scope …'.");
    }

    private static Verdict undecided() {
        return new Verdict.Undecided("contract-registry-service, which keeps the API keys, does not answer, "
                + "and the key was not confirmed lately. Try again.");
    }

    private static String sha256(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
