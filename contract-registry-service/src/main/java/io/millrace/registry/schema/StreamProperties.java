package io.millrace.registry.schema;

import io.millrace.kernel.Names;
import io.millrace.registry.compatibility.CompatibilityMode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads Millrace's own settings out of {@code customProperties}: those of the stream over those of the contract. */
final class StreamProperties {
    static final String PREFIX = "millrace.";
    static final String EVENT_TIME = "millrace.eventTime";
    static final String OUT_OF_ORDERNESS = "millrace.outOfOrderness";
    static final String PARTITIONS = "millrace.partitions";
    static final String UNKNOWN_FIELDS = "millrace.unknownFields";
    static final String COMPATIBILITY = CompatibilityMode.PROPERTY;
    static final String DERIVED_FROM = "millrace.derivedFrom";
    /** The statement that derives the stream, for people; the stream processor keeps its own. */
    static final String STATEMENT = "millrace.statement";

    static final int PARTITIONS_DEFAULT = 4;
    static final int PARTITIONS_MAX = 1024;
    static final long OUT_OF_ORDERNESS_MS_DEFAULT = 60_000;
    /** A stream's watermark may stay behind its events by at most a month. */
    static final long OUT_OF_ORDERNESS_MS_MAX = 31L * 24 * 3_600_000;

    static final int SOURCES_MAX = 100;

    private static final Set<String> KNOWN =
            Set.of(EVENT_TIME, OUT_OF_ORDERNESS, PARTITIONS, UNKNOWN_FIELDS, COMPATIBILITY, DERIVED_FROM, STATEMENT);
    private static final Set<String> NOT_YET = Set.of("millrace.eventId", "millrace.deduplication");

    private final Findings findings;
    private final Map<String, Element> byName;

    private StreamProperties(Findings findings, Map<String, Element> byName) {
        this.findings = findings;
        this.byName = byName;
    }

    /** The contract's own settings, which hold for every stream that says nothing else. */
    static StreamProperties ofContract(Element contract, Findings findings) {
        return new StreamProperties(findings, read(contract, findings));
    }

    StreamProperties ofStream(Element stream) {
        Map<String, Element> merged = new HashMap<>(byName);
        merged.putAll(read(stream, findings));
        return new StreamProperties(findings, merged);
    }

    /** Names every setting of Millrace's where none has a meaning. */
    static void refuseAll(Element part, Findings findings) {
        read(part, findings)
                .forEach((name, property) -> findings.add(
                        property.get("property"),
                        "PROPERTY_MISPLACED",
                        "'" + name + "' means nothing on a column. Put it on the stream or on the contract."));
    }

    private static Map<String, Element> read(Element part, Findings findings) {
        Map<String, Element> properties = new HashMap<>();
        for (Element property : part.items("customProperties")) {
            String name = property.text("property");
            if (name == null || !name.startsWith(PREFIX)) {
                continue;
            }
            Element at = property.get("property");
            if (NOT_YET.contains(name)) {
                findings.add(
                        at,
                        "PROPERTY_UNAVAILABLE",
                        "'" + name
                                + "' is not available in this release, and ignoring it would count events twice that you"
                                + " expect to be counted once. Remove it, or leave the contract a draft.");
            } else if (!KNOWN.contains(name)) {
                findings.add(
                        at,
                        "PROPERTY_UNKNOWN",
                        "Millrace has no setting '" + name + "'. Remove it or write it as one of "
                                + String.join(", ", KNOWN.stream().sorted().toList()) + ".",
                        NearestName.of(name, KNOWN)
                                .map(nearest -> "Did you mean '" + nearest + "'?")
                                .orElse(null));
            } else if (properties.put(name, property) != null) {
                findings.add(at, "PROPERTY_DUPLICATE", "'" + name + "' is there twice. Keep one of them.");
            }
        }
        return properties;
    }

    @Nullable
    String eventTime() {
        return text(EVENT_TIME);
    }

    /** Where the setting stands, for messages about it; null where it is not set. */
    @Nullable
    Element at(String name) {
        Element property = byName.get(name);
        return property == null ? null : property.get("value");
    }

    long outOfOrdernessMs() {
        Element at = at(OUT_OF_ORDERNESS);
        if (at == null) {
            return OUT_OF_ORDERNESS_MS_DEFAULT;
        }
        String given = text(OUT_OF_ORDERNESS);
        OptionalLong millis = given == null ? OptionalLong.empty() : Durations.millis(given);
        if (millis.isEmpty() || millis.getAsLong() > OUT_OF_ORDERNESS_MS_MAX) {
            findings.add(
                    at,
                    "PROPERTY_VALUE",
                    OUT_OF_ORDERNESS + " is no duration of at most 31 days. Write " + Durations.FORMS
                            + ", for example '10 seconds'.");
            return OUT_OF_ORDERNESS_MS_DEFAULT;
        }
        return millis.getAsLong();
    }

    int partitions() {
        Element at = at(PARTITIONS);
        if (at == null) {
            return PARTITIONS_DEFAULT;
        }
        String given = text(PARTITIONS);
        try {
            int partitions = given == null ? 0 : Integer.parseInt(given);
            if (partitions >= 1 && partitions <= PARTITIONS_MAX) {
                return partitions;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number out of range.
        }
        findings.add(
                at, "PROPERTY_VALUE", PARTITIONS + " is no whole number from 1 to " + PARTITIONS_MAX + ". Write one.");
        return PARTITIONS_DEFAULT;
    }

    boolean keepUnknownFields() {
        return "keep".equals(choice(UNKNOWN_FIELDS, List.of("refuse", "keep"), "refuse"));
    }

    /** Names of streams, as they were written with commas between; empty where events are sent to the stream. */
    List<String> derivedFrom() {
        Element at = at(DERIVED_FROM);
        if (at == null) {
            return List.of();
        }
        List<String> names = java.util.Arrays.stream(
                        String.valueOf(text(DERIVED_FROM)).split(",", -1))
                .map(String::strip)
                .toList();
        if (names.size() > SOURCES_MAX || !names.stream().allMatch(Names::isValid)) {
            findings.add(
                    at,
                    "PROPERTY_VALUE",
                    DERIVED_FROM + " is no list of at most " + SOURCES_MAX
                            + " streams. CREATE STREAM writes it; in the contract of another stream leave it out.");
            return List.of();
        }
        return names;
    }

    CompatibilityMode compatibility() {
        List<String> modes = java.util.Arrays.stream(CompatibilityMode.values())
                .map(Enum::name)
                .toList();
        return CompatibilityMode.valueOf(choice(COMPATIBILITY, modes, CompatibilityMode.BACKWARD.name()));
    }

    private String choice(String name, List<String> choices, String otherwise) {
        Element at = at(name);
        if (at == null) {
            return otherwise;
        }
        String given = String.valueOf(text(name));
        if (choices.contains(given)) {
            return given;
        }
        findings.add(
                at,
                "PROPERTY_VALUE",
                name + " is none of " + String.join(", ", choices) + ".",
                choices.stream()
                        .filter(choice -> choice.toLowerCase(Locale.ROOT).equals(given.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .or(() -> NearestName.of(given, choices))
                        .map(nearest -> "Did you mean '" + nearest + "'?")
                        .orElse(null));
        return otherwise;
    }

    private @Nullable String text(String name) {
        Element property = byName.get(name);
        String text = property == null ? null : property.textOrNumber("value");
        return text == null ? null : text.strip();
    }
}
