package io.millrace.starter.identity;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys that sign principals: first those on disk, where there are any, then those that the gateway publishes.
 * What was fetched once is kept while the gateway is down, so that services go on without it.
 */
final class KeySet implements JWKSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);
    private static final int TIMEOUT_MS = 1000;
    private static final int BYTES_MAX = 256 * 1024;
    private static final long CACHE_MS = 5 * 60_000L;
    private static final long OUTAGE_MS = 24 * 3_600_000L;

    private final Path file;
    private final JWKSource<SecurityContext> published;
    private volatile @Nullable Loaded loaded;

    private record Loaded(long modifiedMs, JWKSet keys) {}

    KeySet(Path file, URI uri) {
        this.file = file;
        try {
            published = JWKSourceBuilder.<SecurityContext>create(
                            uri.toURL(), new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, BYTES_MAX))
                    .cache(CACHE_MS, TIMEOUT_MS)
                    .rateLimited(1000)
                    .outageTolerant(OUTAGE_MS)
                    .build();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("millrace.identity.key-set-uri is not a URL: " + uri, e);
        }
    }

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        JWKSet local = onDisk();
        List<JWK> found = local == null ? List.of() : selector.select(local);
        if (!found.isEmpty()) {
            return found;
        }
        try {
            return published.get(selector, context);
        } catch (KeySourceException e) {
            // A key that nobody vouches for now is an unknown key: the token is refused, which is no failure of ours.
            LOG.debug("The gateway's key set was not had: only keys known before verify principals", e);
            return List.of();
        }
    }

    private @Nullable JWKSet onDisk() {
        try {
            if (!Files.isReadable(file)) {
                return null;
            }
            long modifiedMs = Files.getLastModifiedTime(file).toMillis();
            Loaded present = loaded;
            if (present == null || present.modifiedMs() != modifiedMs) {
                present = new Loaded(modifiedMs, JWKSet.load(file.toFile()).toPublicJWKSet());
                loaded = present;
            }
            return present.keys();
        } catch (IOException | ParseException e) {
            LOG.warn("The key set {} cannot be read: only the gateway's published keys are used", file, e);
            return null;
        }
    }

    static ECKey privateKey(Path file) {
        try {
            return JWK.parse(Files.readString(file)).toECKey();
        } catch (IOException | ParseException e) {
            throw new IllegalStateException(
                    "The signing key " + file + " cannot be read, so no other service can be called. "
                            + "Start with ./millrace up, or put an ES256 private JWK there.",
                    e);
        }
    }
}
