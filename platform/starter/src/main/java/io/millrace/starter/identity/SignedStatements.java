package io.millrace.starter.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs statements that outlive a request, with the service's own key, and tells whether a service of this installation has signed
 * one. A statement is a JWS (RFC 7515, ES256) with an explicit type (RFC 8725 §3.11), by which no statement passes as a
 * principal's token nor as a statement of another type. It does not expire, and holds for as long as its key is in the key set.
 */
public final class SignedStatements {
    private final SigningKey own;
    private final KeySet keys;

    SignedStatements(SigningKey own, KeySet keys) {
        this.own = own;
        this.keys = keys;
    }

    /**
     * @param type media type without {@code application/}
     * @return the statement, in the compact form
     * @throws IllegalStateException where the key file is missing or unusable
     */
    public String sign(String type, byte[] payload) {
        return own.sign(new JOSEObjectType(type), new Payload(payload));
    }

    /** @return the payload; null where the text is not a statement of this type that a key of this installation has signed */
    public byte @Nullable [] verified(String type, String statement) {
        try {
            JWSObject signed = JWSObject.parse(statement);
            JWSHeader header = signed.getHeader();
            // The last character of a signature has bits that mean nothing: another spelling is another statement.
            boolean spelled = statement.endsWith(
                    "." + Base64URL.encode(signed.getSignature().decode()));
            if (!spelled
                    || !JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !new JOSEObjectType(type).equals(header.getType())) {
                return null;
            }
            for (JWK key : keys(header)) {
                if (key instanceof ECKey ec && signed.verify(new ECDSAVerifier(ec))) {
                    return signed.getPayload().toBytes();
                }
            }
            return null;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The own key first: it is known while the key set cannot be had. */
    private List<JWK> keys(JWSHeader header) {
        ECKey known = own.publicHalf(header.getKeyID());
        return known == null ? keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null) : List.of(known);
    }
}
