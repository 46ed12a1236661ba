package io.millrace.processor.function;

import io.millrace.processor.step.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of bytes as small hexadecimal digits. */
public final class Hashes {
    private Hashes() {}

    public static String md5(Bytes bytes) {
        return hash("MD5", bytes);
    }

    public static String sha1(Bytes bytes) {
        return hash("SHA-1", bytes);
    }

    public static String sha224(Bytes bytes) {
        return hash("SHA-224", bytes);
    }

    public static String sha256(Bytes bytes) {
        return hash("SHA-256", bytes);
    }

    public static String sha384(Bytes bytes) {
        return hash("SHA-384", bytes);
    }

    public static String sha512(Bytes bytes) {
        return hash("SHA-512", bytes);
    }

    /**
     * One of the family SHA-2.
     *
     * @param bits 224, 256, 384 or 512
     */
    public static String sha2(Bytes bytes, long bits) {
        if (bits != 224 && bits != 256 && bits != 384 && bits != 512) {
            throw EvaluationFailure.argument("SHA2 has 224, 256, 384 or 512 bits, not " + bits);
        }
        return hash("SHA-" + bits, bytes);
    }

    private static String hash(String algorithm, Bytes bytes) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes.array());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
