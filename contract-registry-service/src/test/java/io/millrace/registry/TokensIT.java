package io.millrace.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.RunningRegistry.Answer;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensIT {
    private final RunningRegistry registry = RunningRegistry.shared();

    @Test
    void aKeyIsShownOnceAndKnownByItsHash() throws Exception {
        Answer made = post("{\"name\": \"loader\", \"scopes\": [\"write:orders\", \"read:*\"], \"expiresInDays\": 30}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String key = made.json().path("key").asString();
        String id = made.json().path("id").asString();
        assertThat(key).matches("mr_[A-Za-z0-9_-]{43}");

        Answer principal = internal(sha256(key));
        assertThat(principal.json().path("id").asString()).isEqualTo(id);
        assertThat(principal.json().path("scopes").get(1).asString()).isEqualTo("read:*");
        Answer list = registry.send(
                registry.request("/api/tokens?limit=1000", "admin").GET());
        assertThat(list.body()).contains(id).doesNotContain(key).doesNotContain(sha256(key));

        assertThat(delete(id).status()).isEqualTo(204);
        assertThat(delete(id).status()).isEqualTo(404);
        assertThat(internal(sha256(key)).status()).isEqualTo(404);
    }

    @Test
    void onlyAdministratorsMakeKeysAndOnlyServicesAskForThem() {
        assertThat(registry.send(registry.request("/api/tokens", "contracts views operate")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"x\",\"scopes\":[\"admin\"]}")))
                        .status())
                .isEqualTo(403);
        assertThat(registry.send(registry.request("/internal/api-keys/00", "admin")
                                .GET())
                        .status())
                .isEqualTo(403);
        assertThat(internal("00").status()).isEqualTo(404);
    }

    @Test
    void namesEverythingThatIsWrong() {
        Answer refused =
                post("{\"name\": \"\", \"scopes\": [\"write:Orders\", \"admin\", null], \"expiresInDays\": 0}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.violationCodes()).containsExactly("NAME", "SCOPE", "SCOPE", "EXPIRY");
        assertThat(post("{\"name\": ").status()).isEqualTo(400);
        assertThat(post("{}").status()).isEqualTo(422);
        assertThat(post("{\"name\": \"\\ud800\", \"scopes\": [\"operate\"]}").status())
                .isEqualTo(422);
    }

    @Test
    void aRequestThatIsSentTwiceMakesOneKey() {
        HttpRequest.Builder request = registry.request("/api/tokens", "admin", "Idempotency-Key", "once")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"once\",\"scopes\":[\"operate\"]}"));
        assertThat(registry.send(request).status()).isEqualTo(201);
        Answer second = registry.send(request);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("IDEMPOTENCY_KEY_USED");
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 3; i++) {
            post("{\"name\":\"page\",\"scopes\":[\"operate\"]}");
        }
        List<String> ids = new ArrayList<>();
        String path = "/api/tokens?limit=1";
        while (!path.isEmpty()) {
            Answer page = registry.send(registry.request(path, "admin").GET());
            page.json().forEach(token -> ids.add(token.path("id").asString()));
            String link = page.header("link");
            path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates().isSorted();
    }

    private Answer post(String body) {
        return registry.send(registry.request("/api/tokens", "admin")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer delete(String id) {
        return registry.send(registry.request("/api/tokens/" + id, "admin").DELETE());
    }

    private Answer internal(String sha256) {
        return registry.send(
                registry.request("/internal/api-keys/" + sha256, "service").GET());
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
