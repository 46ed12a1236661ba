package io.millrace.registry.check;

import io.millrace.api.check.CheckTexts;
import io.millrace.api.check.CheckedTexts;
import io.millrace.api.check.CheckedTexts.CheckedText;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.StreamSchema;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.schema.CompiledStream;
import io.millrace.registry.schema.ContractDocument;
import io.millrace.registry.schema.DocumentFormat;
import io.millrace.registry.schema.ReadDocument;
import io.millrace.registry.schema.SourceDocument;
import io.millrace.starter.check.ProjectCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks what can be known of contracts from their files: all that a PUT checks, except against versions that came before, and
 * that no two of them claim one stream or topic.
 */
public final class CheckContracts implements ProjectCheck<CheckTexts> {
    @Override
    public Class<CheckTexts> question() {
        return CheckTexts.class;
    }

    @Override
    public CheckedTexts answer(CheckTexts question) {
        Map<String, String> claims = new HashMap<>();
        return new CheckedTexts(
                question.files().stream().map(file -> check(file, claims)).toList());
    }

    private static CheckedText check(SourceText file, Map<String, String> claims) {
        try {
            SourceDocument source =
                    ReadDocument.read(file.text().getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML);
            ContractDocument contract =
                    ContractDocument.of(source, source.content().path("id").asString(""));
            List<Violation> taken = claim(contract, file.file(), claims);
            return new CheckedText(file.file(), taken.isEmpty() ? streams(contract) : List.of(), taken);
        } catch (MillraceException e) {
            return new CheckedText(
                    file.file(),
                    List.of(),
                    e.violations().isEmpty() ? List.of(Violation.at("", e.code().name(), e.detail())) : e.violations());
        }
    }

    private static List<StreamSchema> streams(ContractDocument contract) {
        return contract.streams().stream()
                .map(stream -> withTopicId(stream.schema()))
                .toList();
    }

    private static StreamSchema withTopicId(StreamSchema schema) {
        return schema.on(UUID.nameUUIDFromBytes(schema.topic().getBytes(StandardCharsets.UTF_8)));
    }

    /** @param claims by stream and by topic, the file that has it */
    private static List<Violation> claim(ContractDocument contract, String file, Map<String, String> claims) {
        List<Violation> taken = new ArrayList<>();
        for (CompiledStream stream : contract.streams()) {
            String name = stream.schema().stream();
            String topic = stream.schema().topic();
            String holder =
                    firstHolder(claims.putIfAbsent("stream " + name, file), claims.putIfAbsent("topic " + topic, file));
            if (holder != null) {
                taken.add(contract.source()
                        .violation(
                                stream.pointer(),
                                RegistryError.STREAM_TAKEN.name(),
                                "The stream '" + name + "' or its topic '" + topic + "' is in " + holder
                                        + ", too, and belongs to one contract.",
                                "Name it otherwise, or describe it in one of them."));
            }
        }
        return taken;
    }

    private static @Nullable String firstHolder(@Nullable String ofName, @Nullable String ofTopic) {
        return ofName == null ? ofTopic : ofName;
    }
}
