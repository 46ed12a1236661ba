package io.millrace.registry.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rules of the Open Data Contract Standard v3.1.0, as a JSON Schema of our own says them. */
final class OdcsSchema {
    static final String RESOURCE = "/odcs/odcs-v3.1.json";

    private static final Schema SCHEMA = load();

    private OdcsSchema() {}

    private static Schema load() {
        try (InputStream in = OdcsSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not in the jar");
            }
            return compile(JsonMapper.shared().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Also compiles the official schema in the test that compares both. */
    static Schema compile(JsonNode schema) {
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build();
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaRegistryConfig(config))
                .getSchema(schema);
    }

    static boolean accepts(JsonNode content) {
        return SCHEMA.validate(content).isEmpty();
    }

    static void check(SourceDocument document, Findings findings) {
        Set<String> seen = new LinkedHashSet<>();
        for (Error error : SCHEMA.validate(document.content())) {
            String pointer = error.getInstanceLocation().toString();
            if (seen.add(error.getKeyword() + pointer + error.getProperty())) {
                describe(error, pointer, findings);
            }
        }
    }

    private static void describe(Error error, String pointer, Findings findings) {
        String keyword = error.getKeyword();
        JsonNode rule = error.getSchemaNode();
        switch (keyword) {
            case "required" ->
                findings.add(pointer, "ODCS_REQUIRED", "'" + error.getProperty() + "' is missing. Add it.", null);
            case "type" ->
                findings.add(
                        pointer,
                        "ODCS_TYPE",
                        "This is " + kind(error.getInstanceNode()) + "; the standard wants " + wanted(rule) + ".",
                        error.getInstanceNode().isNumber() && wanted(rule).equals("string")
                                ? "Put it in quotes."
                                : null);
            case "enum" -> choice(error, pointer, texts(rule), findings);
            case "const" -> choice(error, pointer, List.of(rule.asString()), findings);
            case "additionalProperties" -> {
                String name = String.valueOf(error.getProperty());
                findings.add(
                        pointer + "/" + name.replace("~", "~0").replace("/", "~1"),
                        "ODCS_UNKNOWN_MEMBER",
                        "The standard does not know '" + name + "' here. Remove it or say it in customProperties.",
                        null);
            }
            default -> findings.add(pointer, "ODCS_" + upper(keyword), sentence(error.getMessage()), null);
        }
    }

    private static void choice(Error error, String pointer, List<String> known, Findings findings) {
        String given = error.getInstanceNode().asString("");
        findings.add(
                pointer,
                "ODCS_ENUM",
                "'" + given + "' is none of " + String.join(", ", known) + ".",
                NearestName.of(given, known)
                        .map(name -> "Did you mean '" + name + "'?")
                        .orElse(null));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    private static String wanted(JsonNode rule) {
        return rule.isArray() ? String.join(" or ", texts(rule)) : rule.asString();
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> "the number " + node.asString();
            case BOOLEAN -> "the boolean " + node.asString();
            case NULL -> "null";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }

    private static String sentence(String message) {
        return message.endsWith(".") ? message : message + ".";
    }

    /** {@code minItems} → {@code MIN_ITEMS}. */
    private static String upper(String keyword) {
        return keyword.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(java.util.Locale.ROOT);
    }
}
