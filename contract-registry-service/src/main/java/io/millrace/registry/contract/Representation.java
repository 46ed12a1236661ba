package io.millrace.registry.contract;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.registry.schema.DocumentFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/** Answers with a document in the form that the caller accepts, and as it was sent where every form will do. */
final class Representation {
    static final String YAML = "application/yaml";

    private static final List<MediaType> YAML_TYPES = List.of(
            MediaType.parseMediaType(YAML),
            MediaType.parseMediaType("application/x-yaml"),
            MediaType.parseMediaType("text/yaml"),
            MediaType.parseMediaType("text/x-yaml"));

    private Representation() {}

    static ResponseEntity<byte[]> of(
            StoredContracts.Shown shown, @Nullable String accept, @Nullable String ifNoneMatch) {
        DocumentFormat sent = shown.text().format();
        DocumentFormat format = choose(accept, sent);
        MediaType type = format == DocumentFormat.JSON ? MediaType.APPLICATION_JSON : YAML_TYPES.getFirst();
        String tag = EntityTag.of(shown.contract().revision(), shown.version().version() + "-" + type.getSubtype());
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(HttpStatus.OK).eTag(tag).varyBy(HttpHeaders.ACCEPT);
        if (ifNoneMatch != null && List.of(ifNoneMatch.split("\\s*,\\s*")).contains(tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                    .eTag(tag)
                    .varyBy(HttpHeaders.ACCEPT)
                    .build();
        }
        return response.contentType(new MediaType(type, StandardCharsets.UTF_8))
                .body(shown.text().as(format).getBytes(StandardCharsets.UTF_8));
    }

    private static DocumentFormat choose(@Nullable String accept, DocumentFormat sent) {
        List<MediaType> wanted = parse(accept);
        for (MediaType type : wanted) {
            boolean yaml = YAML_TYPES.stream().anyMatch(type::includes);
            boolean json = type.includes(MediaType.APPLICATION_JSON);
            if (yaml || json) {
                return yaml && json ? sent : yaml ? DocumentFormat.YAML : DocumentFormat.JSON;
            }
        }
        throw new MillraceException(
                CommonError.NOT_ACCEPTABLE, "A contract can be had as application/yaml or application/json.");
    }

    private static List<MediaType> parse(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return List.of(MediaType.ALL);
        }
        try {
            List<MediaType> types = new java.util.ArrayList<>(MediaType.parseMediaTypes(accept));
            MimeTypeUtils.sortBySpecificity(types);
            types.removeIf(type -> type.getQualityValue() == 0);
            types.sort(java.util.Comparator.comparingDouble(MediaType::getQualityValue)
                    .reversed());
            return types;
        } catch (InvalidMediaTypeException | InvalidMimeTypeException e) {
            throw new MillraceException(CommonError.NOT_ACCEPTABLE, "Accept cannot be read: " + e.getMessage(), e);
        }
    }
}
