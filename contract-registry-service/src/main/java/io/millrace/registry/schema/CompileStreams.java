package io.millrace.registry.schema;

import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.Names;
import io.millrace.registry.compatibility.CompatibilityMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the schema objects of a contract to streams and checks the rules that hold when a contract becomes active: names,
 * key, event time, types and Millrace's settings.
 */
final class CompileStreams {
    static final int STREAMS_MAX = 100;
    static final int COLUMNS_MAX = 1_000;

    /** Room for the ending .quarantine and a namespace within Kafka's 249 characters. */
    private static final int TOPIC_LENGTH_MAX = 200;

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]*");

    private final Element contract;
    private final Findings findings;
    private final StreamProperties contractProperties;
    private final Set<String> names = new HashSet<>();
    private final Set<String> topics = new HashSet<>();

    private CompileStreams(Element contract, Findings findings) {
        this.contract = contract;
        this.findings = findings;
        this.contractProperties = StreamProperties.ofContract(contract, findings);
    }

    /** The streams; of no use where there are findings. */
    static List<CompiledStream> compile(Element contract, Findings findings) {
        return new CompileStreams(contract, findings).compile();
    }

    /** The contract's own mode; where it is misspelt, compiling the streams says so. */
    static CompatibilityMode compatibility(Element contract, Findings findings) {
        return StreamProperties.ofContract(contract, findings).compatibility();
    }

    private List<CompiledStream> compile() {
        List<Element> objects = contract.items("schema");
        if (objects.size() > STREAMS_MAX) {
            findings.add(
                    contract.get("schema"),
                    "STREAMS",
                    "The contract has " + objects.size() + " streams; " + STREAMS_MAX + " is the limit. Split it.");
            return List.of();
        }
        List<CompiledStream> streams = new ArrayList<>();
        for (Element object : objects) {
            String name = object.text("name");
            if (name != null) {
                streams.add(stream(object, name));
            }
        }
        return streams;
    }

    private CompiledStream stream(Element object, String name) {
        checkName(object, name);
        StreamProperties properties = contractProperties.ofStream(object);
        List<ColumnSchema> columns = columns(object, name);
        StreamSchema schema = new StreamSchema(
                name,
                topic(object, name),
                null,
                String.valueOf(contract.text("id")),
                String.valueOf(contract.text("version")),
                properties.partitions(),
                columns,
                eventTime(properties, columns, name),
                properties.outOfOrdernessMs(),
                properties.keepUnknownFields(),
                CompileRetention.compile(contract, name, findings),
                properties.derivedFrom());
        return new CompiledStream(schema, properties.compatibility(), object.pointer());
    }

    private void checkName(Element object, String name) {
        if (!Names.isValid(name)) {
            findings.add(
                    object.get("name"),
                    "NAME",
                    "'" + (name.length() > 80 ? name.substring(0, 80) + "…" : name)
                            + "' cannot name a stream. Use a lower-case letter, then up to 62 lower-case letters, digits"
                            + " and underscores; physicalName can keep the topic's own name.");
        } else if (!names.add(name)) {
            findings.add(object.get("name"), "NAME_DUPLICATE", "The contract has two streams named '" + name + "'.");
        }
    }

    private String topic(Element object, String name) {
        String given = object.text("physicalName");
        String topic = given == null ? name : given;
        Element at = object.get(given == null ? "name" : "physicalName");
        if (given != null
                && (given.length() > TOPIC_LENGTH_MAX || !TOPIC.matcher(given).matches())) {
            findings.add(
                    at,
                    "TOPIC",
                    "physicalName cannot name a Kafka topic. Use at most " + TOPIC_LENGTH_MAX
                            + " letters, digits, dots, underscores and hyphens.");
        } else if (topic.startsWith("millrace.") || topic.contains(".millrace.") || topic.endsWith(".quarantine")) {
            findings.add(
                    at,
                    "TOPIC",
                    "Topics named millrace.*, *.millrace.* and *.quarantine are Millrace's own. Use another name.");
        } else if (!topics.add(topic)) {
            findings.add(at, "TOPIC_DUPLICATE", "The contract has two streams on the topic '" + topic + "'.");
        }
        return topic;
    }

    private List<ColumnSchema> columns(Element object, String stream) {
        List<Element> elements = object.items("properties");
        if (elements.isEmpty()) {
            findings.add(object, "COLUMNS", "The stream '" + stream + "' has no columns. Give it at least one.");
        } else if (elements.size() > COLUMNS_MAX) {
            findings.add(
                    object.get("properties"),
                    "COLUMNS",
                    "The stream '" + stream + "' has " + elements.size() + " columns; " + COLUMNS_MAX
                            + " is the limit. Split it or use objects.");
            return List.of();
        }
        return CompileColumns.compile(elements, findings);
    }

    private @Nullable String eventTime(StreamProperties properties, List<ColumnSchema> columns, String stream) {
        String name = properties.eventTime();
        Element at = properties.at(StreamProperties.EVENT_TIME);
        if (at == null) {
            return null;
        }
        if (name == null) {
            findings.add(at, "EVENT_TIME", "millrace.eventTime is no column's name. Write one, or leave it out.");
            return null;
        }
        ColumnSchema column = columns.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
        if (column == null) {
            List<String> known = columns.stream().map(ColumnSchema::name).toList();
            findings.add(
                    at,
                    "EVENT_TIME",
                    "The stream '" + stream + "' has no column '" + name + "' to take the event time from.",
                    NearestName.of(name, known)
                            .map(nearest -> "Did you mean '" + nearest + "'?")
                            .orElse(null));
        } else if (column.type() != ColumnType.TIMESTAMP) {
            findings.add(at, "EVENT_TIME", "The column '" + name + "' is no timestamp. Make it one or name another.");
        } else if (!column.required()) {
            findings.add(
                    at,
                    "EVENT_TIME",
                    "The column '" + name + "' may be absent, and an event without event time has no place in a window."
                            + " Add required: true to it.");
        }
        return name;
    }
}
