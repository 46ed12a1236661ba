package io.millrace.starter.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A service's own private key, an EC P-256 JWK with a key id in a file that is read at first use. Thread-safe. */
final class SigningKey {
    private final Path file;
    private volatile @Nullable Loaded loaded;

    private record Loaded(ECKey key, ECDSASigner signer) {}

    SigningKey(Path file) {
        this.file = file;
    }

    /**
     * Signs with ES256.
     *
     * @param type of the header; null for none
     * @return the JWS in its compact form
     * @throws IllegalStateException where the key file is missing or unusable
     */
    String sign(@Nullable JOSEObjectType type, Payload payload) {
        try {
            Loaded present = loaded();
            JWSObject signed = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .type(type)
                            .keyID(present.key().getKeyID())
                            .build(),
                    payload);
            signed.sign(present.signer());
            return signed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("The key in " + file + " cannot sign ES256; it must be an EC P-256 key", e);
        }
    }

    /** The public half, where the key has this id; null where it has another, or there is none. */
    @Nullable
    ECKey publicHalf(@Nullable String keyId) {
        try {
            ECKey key = loaded().key();
            return key.getKeyID() != null && key.getKeyID().equals(keyId) ? key.toPublicJWK() : null;
        } catch (IllegalStateException | JOSEException e) {
            return null;
        }
    }

    private Loaded loaded() throws JOSEException {
        Loaded present = loaded;
        if (present == null) {
            ECKey key = KeySet.privateKey(file);
            present = new Loaded(key, new ECDSASigner(key));
            loaded = present;
        }
        return present;
    }
}
