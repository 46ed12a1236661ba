package io.millrace.gateway.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.millrace.gateway.RunningGateway;
import io.millrace.testkit.TestServers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class LimitedRequestsIT extends RunningGateway {
    @Test
    void saysWhatIsLeft() throws Exception {
        HttpResponse<String> response = get("/api/views");
        assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"requests\";q=1000;w=1");
        assertThat(response.headers().firstValue("RateLimit").orElseThrow()).matches("\"requests\";r=\\d+;t=1");
    }

    @Test
    void answersWholeWhereTheQuotaKeyHoldsSomethingForeign() throws Exception {
        try (RedisClient redis = RedisClient.create(TestServers.redis())) {
            redis.connect().sync().lpush(NAMESPACE + ".quota:foreign-key", "x");
        }
        REGISTRY.answer(
                200,
                "application/json",
                "{\"id\":\"foreign-key\",\"name\":\"n\",\"scopes\":[\"views\"],\"expiresAt\":null}");
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(uri("/api/views")).header("X-API-Key", "mr_foreign"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"ok\":true}");
    }
}
