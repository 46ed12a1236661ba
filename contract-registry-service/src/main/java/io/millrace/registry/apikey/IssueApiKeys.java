package io.millrace.registry.apikey;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Uuids;
import io.millrace.registry.RegistryError;
import io.millrace.registry.Who;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes and revokes keys. */
@Component
class IssueApiKeys {
    static final String PREFIX = "mr_";

    private static final Logger LOG = LoggerFactory.getLogger(IssueApiKeys.class);
    private static final int KEY_BYTES = 32;
    private static final int KEYS_MAX = 10_000;
    private static final int IDEMPOTENCY_KEY_LENGTH_MAX = 255;

    private final ApiKeys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    IssueApiKeys(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @param idempotencyKey of the request; the second request with it is refused, because the key is not kept */
    @Transactional
    CreatedApiKey issue(NewApiKey wanted, @Nullable String idempotencyKey, Who who) {
        if (keys.countByRevokedAtIsNull() >= KEYS_MAX) {
            throw new MillraceException(
                    RegistryError.LIMIT_REACHED,
                    "There are " + KEYS_MAX + " API keys. Revoke those that are not used.");
        }
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant now = clock.instant();
        ApiKey made = new ApiKey(Uuids.next(clock), wanted, sha256(key), who.id(), now);
        if (idempotencyKey != null) {
            made.answers(unused(idempotencyKey, who));
        }
        keys.saveAndFlush(made);
        LOG.info("API key {} ('{}') with scopes {} was made by {}", made.id(), made.name(), made.scopes(), who.id());
        return new CreatedApiKey(made.id(), made.name(), made.scopes(), key, now, wanted.expiresAt(now));
    }

    private String unused(String idempotencyKey, Who who) {
        if (idempotencyKey.isBlank() || idempotencyKey.length() > IDEMPOTENCY_KEY_LENGTH_MAX) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "Idempotency-Key is blank or longer than " + IDEMPOTENCY_KEY_LENGTH_MAX + " characters.");
        }
        String request = sha256(who.id() + "\n" + idempotencyKey);
        if (keys.existsByIdempotencyKey(request)) {
            throw new MillraceException(
                    RegistryError.IDEMPOTENCY_KEY_USED,
                    "A key was made for this Idempotency-Key already, and it cannot be shown again. If its answer was lost,"
                            + " revoke it (GET /api/tokens lists it) and ask with another Idempotency-Key.");
        }
        return request;
    }

    /** @throws MillraceException with {@link CommonError#NOT_FOUND} where there is no such key, or it was revoked before */
    @Transactional
    void revoke(UUID id, Who who) {
        ApiKey key = keys.findById(id)
                .filter(found -> !found.isRevoked())
                .orElseThrow(() -> new MillraceException(
                        CommonError.NOT_FOUND,
                        "There is no API key " + id + ". GET /api/tokens lists those there are."));
        key.revoke(who.id(), clock.instant());
        keys.saveAndFlush(key);
        LOG.info("API key {} ('{}') was revoked by {}", key.id(), key.name(), who.id());
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
