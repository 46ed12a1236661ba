package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A published interface as it is checked in under {@code docs/reference}, so that whoever changes one sees it in the diff.
 * {@code -Dmillrace.reference=write} writes the files anew instead of comparing.
 */
public final class ReferenceDocument {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ReferenceDocument() {}

    /**
     * @param module the service whose document it is; names the file
     * @param document what the service serves at {@code /v3/api-docs}; the order of keys and the servers' addresses do not count
     * @throws AssertionError where the two differ, with the first line that does
     */
    public static void assertOpenApi(String module, String document) {
        Path file = Path.of(System.getProperty("millrace.root"), "docs/reference/openapi", module + ".json");
        String served = normal(document);
        try {
            if ("write".equals(System.getProperty("millrace.reference"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, served);
            }
            compare(file, Files.readAllLines(file), served.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String normal(String document) {
        ObjectNode root = (ObjectNode) JSON.readTree(document);
        root.remove("servers");
        return JSON.writeValueAsString(JSON.treeToValue((JsonNode) root, Object.class)) + "\n";
    }

    private static void compare(Path file, List<String> kept, List<String> served) {
        if (kept.equals(served)) {
            return;
        }
        int line = 0;
        while (line < kept.size() && line < served.size() && kept.get(line).equals(served.get(line))) {
            line++;
        }
        throw new AssertionError(
                "%s:%d differs from what is served:%n  kept   %s%n  served %s%nIf the change is meant: run again with -Dmillrace.reference=write and commit the file"
                        .formatted(file, line + 1, at(kept, line), at(served, line)));
    }

    private static String at(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line) : "(ends before)";
    }
}
