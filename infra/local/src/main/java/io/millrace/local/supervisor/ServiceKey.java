package io.millrace.local.supervisor;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ES256 key with which a service signs, as a JSON Web Key (RFC 7517, RFC 7518 §6.2).
 *
 * @param members of the private key's JSON object
 */
record ServiceKey(Map<String, String> members) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int COORDINATE_BYTES = 32;
    private static final int ID_BYTES = 6;

    ServiceKey {
        members = Map.copyOf(members);
    }

    /** A fresh key whose id is the module's name and a random part, so that a replaced key is told apart. */
    static ServiceKey generate(String moduleName, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            ECPublicKey publicKey = (ECPublicKey) pair.getPublic();
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            Map<String, String> members = new LinkedHashMap<>();
            members.put("kty", "EC");
            members.put("crv", "P-256");
            members.put("alg", "ES256");
            members.put("use", "sig");
            members.put("kid", moduleName + "-" + HexFormat.of().formatHex(id));
            members.put("x", coordinate(publicKey.getW().getAffineX()));
            members.put("y", coordinate(publicKey.getW().getAffineY()));
            members.put("d", coordinate(((ECPrivateKey) pair.getPrivate()).getS()));
            return new ServiceKey(members);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no P-256 keys", e);
        }
    }

    static ServiceKey parse(String json) {
        return new ServiceKey(JSON.readValue(json, new TypeReference<Map<String, String>>() {}));
    }

    String privateJson() {
        return JSON.writeValueAsString(members);
    }

    /** The key set of the public halves. */
    static String publicSet(List<ServiceKey> keys) {
        List<Map<String, String>> halves = keys.stream()
                .map(key -> {
                    Map<String, String> half = new LinkedHashMap<>(key.members());
                    half.remove("d");
                    return half;
                })
                .toList();
        return JSON.writeValueAsString(Map.of("keys", halves));
    }

    /** Unsigned, big-endian, left-padded with zeros to the curve's size. */
    private static String coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] padded = new byte[COORDINATE_BYTES];
        int length = Math.min(signed.length, COORDINATE_BYTES);
        System.arraycopy(signed, signed.length - length, padded, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }
}
