package io.millrace.gateway.docs;

import io.millrace.gateway.route.RouteTable;
import io.millrace.kernel.ServiceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Merges the services' OpenAPI 3.1 documents into one. Only what the gateway routes to a service is taken from it. A
 * component whose name is taken by another one gets the service's name in front, and every reference to it follows:
 *
 * <pre>
 * orchestration: #/components/schemas/Status {…}      Status {…}
 * stream-processor: #/components/schemas/Status {…'}  StreamProcessor_Status {…'}
 * </pre>
 */
final class MergeDocuments {
    private static final Set<String> OPERATIONS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String REFERENCE = "#/components/";

    private final ObjectNode merged;
    private final Set<String> operationIds = new HashSet<>();
    private final Set<String> tags = new HashSet<>();

    /** @param frame title, version, security and what else belongs to the whole; it is filled and given back */
    MergeDocuments(ObjectNode frame) {
        this.merged = frame;
    }

    ObjectNode merged() {
        return merged;
    }

    MergeDocuments add(ServiceName service, ObjectNode source) {
        String prefix = prefix(service);
        ObjectNode document = source.deepCopy();
        Map<String, String> renamed = clashes(document, prefix);
        if (!renamed.isEmpty()) {
            follow(document, renamed);
        }
        addComponents(document, renamed);
        document.withObjectProperty("paths").properties().forEach(path -> {
            if (RouteTable.ownerOf(path.getKey()).filter(service::equals).isPresent()
                    && path.getValue() instanceof ObjectNode item) {
                addPath(path.getKey(), item, prefix);
            }
        });
        addTags(document);
        return this;
    }

    /** References to components whose name is taken by something else, with those that take their place. */
    private Map<String, String> clashes(ObjectNode document, String prefix) {
        Map<String, String> renamed = new HashMap<>();
        ObjectNode taken = merged.withObjectProperty("components");
        forEachComponent(document, (kind, name, component) -> {
            JsonNode other = taken.path(kind).path(name);
            if (!other.isMissingNode() && !other.equals(component)) {
                renamed.put(REFERENCE + kind + "/" + name, REFERENCE + kind + "/" + prefix + "_" + name);
            }
        });
        return renamed;
    }

    private void addComponents(ObjectNode document, Map<String, String> renamed) {
        ObjectNode components = merged.withObjectProperty("components");
        forEachComponent(document, (kind, name, component) -> {
            String reference = REFERENCE + kind + "/" + name;
            String known = renamed.getOrDefault(reference, reference);
            components.withObjectProperty(kind).set(known.substring(known.lastIndexOf('/') + 1), component);
        });
    }

    @FunctionalInterface
    private interface ComponentVisitor {
        void visit(String kind, String name, JsonNode component);
    }

    private static void forEachComponent(ObjectNode document, ComponentVisitor visitor) {
        document.path("components").properties().forEach(kind -> {
            // How callers are known is the gateway's affair.
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue()
                        .properties()
                        .forEach(component -> visitor.visit(kind.getKey(), component.getKey(), component.getValue()));
            }
        });
    }

    /** Rewrites every text that is a reference to a renamed component: {@code $ref} and discriminator mappings alike. */
    private static void follow(JsonNode node, Map<String, String> renamed) {
        switch (node) {
            case ObjectNode object -> {
                List<String> names = new ArrayList<>();
                object.properties().forEach(member -> names.add(member.getKey()));
                for (String name : names) {
                    JsonNode value = object.get(name);
                    String target = value.isString() ? renamed.get(value.stringValue()) : null;
                    if (target != null) {
                        object.put(name, target);
                    } else {
                        follow(value, renamed);
                    }
                }
            }
            case ArrayNode array -> array.forEach(element -> follow(element, renamed));
            default -> {
                // Texts, numbers and the like stand for themselves.
            }
        }
    }

    private void addPath(String path, ObjectNode item, String prefix) {
        ObjectNode target = merged.withObjectProperty("paths").withObjectProperty(path);
        item.properties().forEach(member -> {
            if (OPERATIONS.contains(member.getKey()) && member.getValue() instanceof ObjectNode operation) {
                finish(operation, prefix);
            }
            target.set(member.getKey(), member.getValue());
        });
    }

    private void finish(ObjectNode operation, String prefix) {
        operation.remove("security");
        operation.remove("servers");
        String id = operation.path("operationId").asString("");
        if (!id.isEmpty() && !operationIds.add(id)) {
            operation.put("operationId", prefix + "_" + id);
            operationIds.add(prefix + "_" + id);
        }
        ObjectNode responses = operation.withObjectProperty("responses");
        if (!responses.has("default")) {
            responses.putObject("default").put("$ref", "#/components/responses/Problem");
        }
    }

    private void addTags(ObjectNode document) {
        for (JsonNode tag : document.path("tags")) {
            if (tags.add(tag.path("name").asString(""))) {
                merged.withArrayProperty("tags").add(tag);
            }
        }
    }

    /** {@code stream-processor-service} becomes {@code StreamProcessor}. */
    private static String prefix(ServiceName service) {
        StringBuilder prefix = new StringBuilder();
        for (String word : service.schemaName().split("_")) {
            prefix.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return prefix.toString();
    }
}
