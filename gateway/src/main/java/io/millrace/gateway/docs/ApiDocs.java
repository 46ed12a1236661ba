package io.millrace.gateway.docs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The merged document as JSON and YAML. */
@RestController
class ApiDocs {
    private static final MediaType YAML = MediaType.parseMediaType("application/yaml;charset=UTF-8");
    private static final Duration CACHED = Duration.ofSeconds(5);

    private final MergedDocument merged;
    private final JsonMapper json;
    private final YAMLMapper yaml = YAMLMapper.builder().build();
    private volatile @Nullable Written last;

    /** A merged document as it is sent. */
    private record Written(ObjectNode document, byte[] json, byte[] yaml) {}

    ApiDocs(MergedDocument merged, JsonMapper json) {
        this.merged = merged;
        this.json = json;
    }

    @GetMapping("/v3/api-docs")
    ResponseEntity<byte[]> asJson() {
        return answer(MediaType.APPLICATION_JSON, written().json());
    }

    @GetMapping("/v3/api-docs.yaml")
    ResponseEntity<byte[]> asYaml() {
        return answer(YAML, written().yaml());
    }

    private Written written() {
        ObjectNode document = merged.document();
        Written present = last;
        if (present == null || present.document() != document) {
            present = new Written(
                    document,
                    json.writeValueAsBytes(document),
                    yaml.writeValueAsString(document).getBytes(StandardCharsets.UTF_8));
            last = present;
        }
        return present;
    }

    private static ResponseEntity<byte[]> answer(MediaType type, byte[] body) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.maxAge(CACHED).cachePublic())
                .body(body);
    }
}
