package io.millrace.registry.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Tells whether two documents say the same: SHA-256 over the tree with its members sorted, numbers by value, and the status
 * left out, because a changed status is a transition and no change of content.
 */
final class ContentHash {
    private static final String STATUS = "status";

    private ContentHash() {}

    /** Lower-case hexadecimal, 64 digits. */
    static String of(JsonNode content) {
        StringBuilder canonical = new StringBuilder();
        write(content, true, canonical);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(JsonNode node, boolean root, StringBuilder out) {
        switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, JsonNode> members = new TreeMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
                out.append('{');
                members.forEach((name, value) -> {
                    if (!(root && name.equals(STATUS))) {
                        text(name, out);
                        write(value, false, out);
                    }
                });
                out.append('}');
            }
            case ARRAY -> {
                out.append('[');
                node.forEach(item -> write(item, false, out));
                out.append(']');
            }
            case STRING -> text(node.stringValue(), out);
            case NUMBER ->
                out.append('#').append(node.decimalValue().stripTrailingZeros()).append(';');
            case BOOLEAN, NULL, BINARY, MISSING, POJO ->
                out.append(node.asString("null")).append(';');
        }
    }

    /** With its length in front, so that no text can look like another's end. */
    private static void text(String text, StringBuilder out) {
        out.append(text.length()).append(':').append(text);
    }
}
