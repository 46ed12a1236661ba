package io.millrace.ingestion.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.api.contract.ColumnSchema;
import io.millrace.api.contract.ColumnType;
import io.millrace.api.contract.StreamSchema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The compiled validator against networknt's JSON Schema validator, and its reader against Jackson's. */
class AdmissionProperties {
    private static final boolean SOAK = Boolean.getBoolean("millrace.soak");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void agreesWithAnotherValidator() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        int schemas = SOAK ? 20_000 : 400;
        int admitted = 0;
        int refused = 0;
        for (int i = 0; i < schemas; i++) {
            RandomSchemas.Pair pair = new RandomSchemas(random).next();
            StreamAdmission compiled = StreamAdmission.compile(pair.schema());
            Schema oracle = registry.getSchema(JSON.writeValueAsString(pair.jsonSchema()), InputFormat.JSON);
            for (int k = 0; k < 50; k++) {
                String event = new RandomEvents(random).event(pair.schema());
                JsonNode tree = JSON.readTree(event);
                List<?> violations = oracle.validate(tree);
                Inspection inspection = inspect(compiled, event.getBytes(StandardCharsets.UTF_8));
                assertThat(inspection.admitted())
                        .as(
                                "seed %d: %s under %s: %s / %s",
                                seed, event, pair.jsonSchema(), inspection.refusals(), violations)
                        .isEqualTo(violations.isEmpty());
                if (inspection.admitted()) {
                    admitted++;
                } else {
                    refused++;
                    assertThat(inspection.refusals()).allSatisfy(refusal -> pointsIntoTheEvent(refusal, tree));
                }
            }
        }
        assertThat(admitted).as("seed %d", seed).isGreaterThan(schemas);
        assertThat(refused).as("seed %d", seed).isGreaterThan(schemas);
    }

    private void pointsIntoTheEvent(Refusal refusal, JsonNode tree) {
        if (refusal.pointer() != null && refusal.code() != RefusalCode.REQUIRED_MISSING) {
            assertThat(tree.at(refusal.pointer()).isMissingNode())
                    .as("seed %d: %s in %s", seed, refusal, tree)
                    .isFalse();
        }
    }

    @Test
    void readsJsonAsAnotherReaderDoes() {
        StreamSchema anything = TestSchemas.stream(null, true, ColumnSchema.of("a", ColumnType.OBJECT, false, 0));
        StreamAdmission compiled = StreamAdmission.compile(anything);
        int valid = 0;
        int rounds = SOAK ? 2_000_000 : 40_000;
        for (int i = 0; i < rounds; i++) {
            byte[] text = mutate(new RandomEvents(random).anyObject());
            boolean wellFormed = isWellFormed(text);
            Inspection inspection = inspect(compiled, text);
            boolean read =
                    inspection.refusals().stream().allMatch(refusal -> refusal.code() == RefusalCode.TYPE_MISMATCH);
            assertThat(read)
                    .as("seed %d: %s: %s", seed, new String(text, StandardCharsets.UTF_8), inspection.refusals())
                    .isEqualTo(wellFormed);
            valid += wellFormed ? 1 : 0;
        }
        assertThat(valid).as("seed %d", seed).isBetween(rounds / 10, rounds * 9 / 10);
    }

    private static Inspection inspect(StreamAdmission compiled, byte[] event) {
        Inspection inspection = new Inspection();
        compiled.inspect(event, 0, event.length, Long.MAX_VALUE, inspection);
        return inspection;
    }

    private static boolean isWellFormed(byte[] text) {
        try {
            // Jackson lets some broken UTF-8 pass, and half surrogates, which have no UTF-8 form. It reads bytes here:
            // of a
            // text it takes a character such as U+0233 for the hexadecimal digit that its low byte is.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            JsonNode tree = JSON.readTree(text);
            return !tree.isMissingNode() && StandardCharsets.UTF_8.newEncoder().canEncode(tree.toString());
        } catch (JacksonException | CharacterCodingException e) {
            return false;
        }
    }

    /** Changes up to three bytes of a text, or none. */
    private byte[] mutate(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String interesting = "{}[]\",:\\truefalsn0123456789.-+eEu \n\t";
        for (int changes = random.nextInt(4) - 1; changes > 0 && bytes.length > 1; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(3)) {
                case 0 -> bytes[at] = (byte) interesting.charAt(random.nextInt(interesting.length()));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                default -> {
                    byte[] shorter = new byte[bytes.length - 1];
                    System.arraycopy(bytes, 0, shorter, 0, at);
                    System.arraycopy(bytes, at + 1, shorter, at, bytes.length - at - 1);
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }
}
