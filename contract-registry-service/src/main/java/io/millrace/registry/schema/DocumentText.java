package io.millrace.registry.schema;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** The text of a contract that was taken, in the form in which it was sent. */
public record DocumentText(DocumentFormat format, String text) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    public JsonNode content() {
        return ReadDocument.read(text.getBytes(StandardCharsets.UTF_8), format).content();
    }

    /** The text itself where it has this format; else the same content written anew. */
    public String as(DocumentFormat wanted) {
        return wanted == format ? text : write(content(), wanted);
    }

    /**
     * The same with another status: a version that was superseded does not claim to be active. In YAML only the one word is
     * changed, so that comments stay.
     */
    public DocumentText withStatus(String status) {
        JsonNode content = content();
        if (status.equals(content.path("status").asString(""))) {
            return this;
        }
        if (format == DocumentFormat.YAML) {
            Optional<DocumentText> patched = patched(status);
            if (patched.isPresent()) {
                return patched.get();
            }
        }
        ObjectNode changed = ((ObjectNode) content).deepCopy();
        changed.put("status", status);
        return new DocumentText(format, write(changed, format));
    }

    private Optional<DocumentText> patched(String status) {
        return statusScalar().flatMap(scalar -> {
            int start = offset(scalar.getStartMark());
            int end = offset(scalar.getEndMark());
            if (start < 0 || !text.substring(start, end).contains(scalar.getValue())) {
                return Optional.empty();
            }
            String word = text.substring(start, end).replace(scalar.getValue(), status);
            return Optional.of(new DocumentText(format, text.substring(0, start) + word + text.substring(end)));
        });
    }

    /** The value of the root's member {@code status}; empty where it is an alias. */
    private Optional<ScalarEvent> statusScalar() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("contract")
                .setCodePointLimit(text.length() + 1)
                .build();
        int depth = 0;
        int scalarsOfRoot = 0;
        boolean isStatus = false;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> {
                    // A collection is never a key here, so it is a value and ends a pair of the root.
                    scalarsOfRoot += depth++ == 1 ? 1 : 0;
                }
                case MappingEnd, SequenceEnd -> depth--;
                case Scalar, Alias -> {
                    if (depth == 1) {
                        boolean isKey = scalarsOfRoot++ % 2 == 0;
                        if (!isKey && isStatus) {
                            return event instanceof ScalarEvent scalar ? Optional.of(scalar) : Optional.empty();
                        }
                        isStatus = isKey
                                && event instanceof ScalarEvent key
                                && key.getValue().equals("status");
                    }
                }
                case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
            }
        }
        return Optional.empty();
    }

    /** Marks count code points. */
    private int offset(Optional<Mark> mark) {
        return mark.map(at -> text.offsetByCodePoints(0, at.getIndex())).orElse(-1);
    }

    private static String write(JsonNode content, DocumentFormat format) {
        return switch (format) {
            case JSON -> JSON.writeValueAsString(content) + "\n";
            case YAML -> YAML.writeValueAsString(content);
        };
    }
}
