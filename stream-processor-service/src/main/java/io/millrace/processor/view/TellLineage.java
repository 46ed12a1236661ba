package io.millrace.processor.view;

import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.SourceStream;
import io.millrace.api.view.ViewLineage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells what the rows of a version of a view are made of: its plan, and the streams that it reads as their contracts were. */
@Component
class TellLineage {
    private final DefineViews define;

    TellLineage(DefineViews define) {
        this.define = define;
    }

    /** @throws io.millrace.kernel.MillraceException where a definition that noted no plan cannot be compiled any more */
    ViewLineage of(View view) {
        ViewDefinition definition = view.definition();
        List<StreamSchema> streams = definition.streams().stream()
                .sorted(Comparator.comparing(StreamSchema::stream))
                .toList();
        Map<String, UUID> topics =
                definition.sources().stream().collect(Collectors.toMap(SourceStream::stream, SourceStream::topicId));
        StringBuilder text = new StringBuilder("plan ").append(plan(view));
        for (StreamSchema stream : streams) {
            text.append("\nstream ")
                    .append(stream.stream())
                    .append(' ')
                    .append(topics.get(stream.stream()))
                    .append(' ')
                    .append(stream.contractId())
                    .append(' ')
                    .append(stream.contractVersion());
        }
        return new ViewLineage(
                view.name(),
                view.version(),
                sha256(text.toString()),
                streams.stream()
                        .map(stream -> new ViewLineage.Contract(
                                stream.stream(), stream.contractId(), stream.contractVersion()))
                        .toList());
    }

    private String plan(View view) {
        return Optional.ofNullable(view.definition().planDigest())
                .orElseGet(() -> define.compiled(view).digest());
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
