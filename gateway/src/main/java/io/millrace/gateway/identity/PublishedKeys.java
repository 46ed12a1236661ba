package io.millrace.gateway.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.millrace.starter.MillraceSettings;
import io.millrace.starter.identity.IdentitySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The public keys that verify principals: those of all services, from the installation's key set, and the gateway's own.
 * Never a private half, and never a symmetric key.
 */
@RestController
class PublishedKeys {
    private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
    private static final Duration CACHED = Duration.ofSeconds(30);
    /** How long the files are believed unread: anybody may ask. */
    private static final Duration BELIEVED = Duration.ofSeconds(1);

    private final Path keySetFile;
    private final Path ownKeyFile;
    private final Clock clock;
    private volatile @Nullable Read last;

    private record Read(String keys, Instant at) {}

    PublishedKeys(
            MillraceSettings settings,
            IdentitySettings identity,
            Clock clock,
            @Value("${spring.application.name}") String service) {
        this.clock = clock;
        Path keys = settings.home().resolve("keys");
        Path set = identity.keySetFile();
        Path own = identity.signingKeyFile();
        this.keySetFile = set == null ? keys.resolve("public.jwks.json") : set;
        this.ownKeyFile = own == null ? keys.resolve(service + ".jwk.json") : own;
    }

    @GetMapping(path = "/.well-known/jwks.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> keySet() {
        Instant now = clock.instant();
        Read present = last;
        if (present == null || !now.isBefore(present.at().plus(BELIEVED))) {
            present = new Read(read(), now);
            last = present;
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(CACHED).cachePublic())
                .body(present.keys());
    }

    private String read() {
        Map<String, JWK> keys = new LinkedHashMap<>();
        for (JWK key : listed().getKeys()) {
            put(keys, key);
        }
        put(keys, own());
        return new JWKSet(List.copyOf(keys.values())).toString(true);
    }

    private static void put(Map<String, JWK> keys, @Nullable JWK key) {
        JWK half = key == null ? null : key.toPublicJWK();
        if (half != null && half.getKeyID() != null) {
            keys.put(half.getKeyID(), half);
        }
    }

    private JWKSet listed() {
        try {
            return JWKSet.load(keySetFile.toFile());
        } catch (IOException | ParseException e) {
            LOG.warn("{} cannot be read: only the gateway's own key is published", keySetFile, e);
            return new JWKSet();
        }
    }

    private @Nullable JWK own() {
        try {
            return JWK.parse(Files.readString(ownKeyFile));
        } catch (IOException | ParseException e) {
            LOG.warn("{} cannot be read: no request can be passed on until it is there", ownKeyFile, e);
            return null;
        }
    }
}
