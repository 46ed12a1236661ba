package io.millrace.processor.function;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of a text's UTF-8 as small hexadecimal digits. */
public final class Hashes {
    private Hashes() {}

    public static String md5(String text) {
        return hash("MD5", text);
    }

    public static String sha1(String text) {
        return hash("SHA-1", text);
    }

    public static String sha224(String text) {
        return hash("SHA-224", text);
    }

    public static String sha256(String text) {
        return hash("SHA-256", text);
    }

    public static String sha384(String text) {
        return hash("SHA-384", text);
    }

    public static String sha512(String text) {
        return hash("SHA-512", text);
    }

    /**
     * One of the family SHA-2.
     *
     * @param bits 224, 256, 384 or 512
     */
    public static String sha2(String text, long bits) {
        if (bits != 224 && bits != 256 && bits != 384 && bits != 512) {
            throw EvaluationFailure.argument("SHA2 has 224, 256, 384 or 512 bits, not " + bits);
        }
        return hash("SHA-" + bits, text);
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
