package io.millrace.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Our schema of the standard and the official one give the same verdicts: on the official examples, and on spoilt ones. */
class OdcsSchemaProperties {
    private static final Path YARDSTICK = Path.of(System.getProperty("millrace.shared", "../../shared"))
            .resolve("yardsticks")
            .resolve("odcs");
    private static final int EXAMPLES = 18;
    private static final int MUTATIONS = Boolean.getBoolean("millrace.soak") ? 5_000 : 40;

    private static Schema official;
    private static List<Path> examples;

    @BeforeAll
    static void findYardstick() throws IOException {
        Path schema = YARDSTICK.resolve("odcs-json-schema-v3.1.0.json");
        assumeTrue(Files.exists(schema), "skipped: the official schema is not at " + schema);
        official = OdcsSchema.compile(JsonMapper.shared().readTree(Files.readString(schema)));
        try (Stream<Path> files = Files.walk(YARDSTICK.resolve("examples"))) {
            examples = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void agreesOnTheOfficialExamples() throws IOException {
        assertThat(examples).hasSize(EXAMPLES);
        int accepted = 0;
        for (Path example : examples) {
            JsonNode content = read(example);
            boolean verdict = official.validate(content).isEmpty();
            accepted += verdict ? 1 : 0;
            assertThat(OdcsSchema.accepts(content)).as(example.toString()).isEqualTo(verdict);
        }
        assertThat(accepted).as("examples that the official schema accepts").isPositive();
    }

    @Test
    void agreesOnSpoiltExamples() throws IOException {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        System.out.println("OdcsSchemaProperties: -Dmillrace.seed=" + seed);
        Random random = new Random(seed);
        int refused = 0;
        int compared = 0;
        for (Path example : examples) {
            JsonNode content = read(example);
            for (int i = 0; i < MUTATIONS; i++) {
                JsonNode spoilt = content.deepCopy();
                String what = spoil(spoilt, random) + (random.nextInt(4) == 0 ? "; " + spoil(spoilt, random) : "");
                boolean verdict = official.validate(spoilt).isEmpty();
                refused += verdict ? 0 : 1;
                compared++;
                assertThat(OdcsSchema.accepts(spoilt))
                        .as("seed " + seed + ", " + example.getFileName() + ": " + what)
                        .isEqualTo(verdict);
            }
        }
        assertThat(refused).isBetween(compared / 5, compared - 1);
    }

    private static JsonNode read(Path example) throws IOException {
        return ReadDocument.read(Files.readAllBytes(example), DocumentFormat.YAML)
                .content();
    }

    /** Spoils one part and says which and how. */
    private static String spoil(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(5)) {
                case 0 -> {
                    object.remove(name);
                    return "removed " + name;
                }
                case 1 -> {
                    object.set(name + "x", object.get(name));
                    return "added " + name + "x";
                }
                case 2 -> {
                    // A member that means something elsewhere in the document.
                    JsonNode other = containers.get(random.nextInt(containers.size()));
                    if (other instanceof ObjectNode donor && !donor.isEmpty()) {
                        String foreign = donor.propertyNames().iterator().next();
                        object.set(foreign, donor.get(foreign).deepCopy());
                        return "added " + foreign + " from elsewhere";
                    }
                    return "nothing";
                }
                default -> {
                    JsonNode value = other(object.get(name), random);
                    object.set(name, value);
                    return "set " + name + " to " + value;
                }
            }
        }
        if (container instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            JsonNode value = random.nextBoolean() ? array.get(index).deepCopy() : other(array.get(index), random);
            array.add(value);
            return "added an item " + value;
        }
        return "nothing";
    }

    private static JsonNode other(JsonNode value, Random random) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> nodes.stringNode("no such word");
            case 1 -> nodes.numberNode(random.nextInt(-2, 3));
            case 2 -> nodes.numberNode(1.5);
            case 3 -> nodes.booleanNode(random.nextBoolean());
            case 4 -> nodes.nullNode();
            case 5 -> nodes.objectNode();
            case 6 -> nodes.arrayNode();
            case 7 -> nodes.stringNode(WORDS.get(random.nextInt(WORDS.size())));
            default -> nodes.arrayNode().add(value.deepCopy());
        };
    }

    private static final List<String> WORDS = List.of(
            "string",
            "integer",
            "number",
            "date",
            "timestamp",
            "object",
            "array",
            "boolean",
            "library",
            "sql",
            "custom",
            "text",
            "kafka",
            "postgres",
            "s3",
            "sftp",
            "v3.1.0",
            "v2.2.2",
            "DataContract",
            "rowCount",
            "i32",
            "foreignKey",
            "tbl.col");

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
