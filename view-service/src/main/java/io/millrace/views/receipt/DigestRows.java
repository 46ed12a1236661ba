package io.millrace.views.receipt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The SHA-256 of the rows of an answer: of each row as {@link CanonicalJson} in UTF-8 and a line feed, in the order of the answer, with
 * {@code null} for a key that has no row. Confined to one thread.
 */
public final class DigestRows {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final MessageDigest digest;
    private long rows;

    public DigestRows() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The rows of an answer, as a client has them. */
    public static DigestRows of(Iterable<JsonNode> rows) {
        DigestRows digest = new DigestRows();
        rows.forEach(row -> digest.put(CanonicalJson.of(row)));
        return digest;
    }

    /** @param json the row as it is served as JSON; null where there is none of the key */
    public DigestRows add(byte @Nullable [] json) {
        put(canonical(json));
        return this;
    }

    /** The spelling in which two rows are compared. */
    public static String canonical(byte @Nullable [] json) {
        return CanonicalJson.of(JSON.readTree(json == null ? NULL : json));
    }

    /** @param row whose numbers have all their digits */
    public static String canonical(JsonNode row) {
        return CanonicalJson.of(row);
    }

    private void put(String canonical) {
        digest.update(canonical.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        rows++;
    }

    /** How many were added. */
    public long rows() {
        return rows;
    }

    /** In hexadecimal; to be asked once. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
