package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class RedisHealthIndicatorTests {
    @Test
    void aRedisThatIsNotThereIsDownInOneLineAndNoException() throws IOException {
        int port = portOfNobody();
        try (RedisLink redis = new RedisLink("redis://127.0.0.1:" + port)) {
            Health.Builder builder = Health.unknown();
            new RedisHealthIndicator(redis).doHealthCheck(builder);
            Health health = builder.build();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat(String.valueOf(health.getDetails().get("redis")))
                    .startsWith("Redis at 127.0.0.1:" + port + " cannot be reached: ")
                    .contains("refused");
        }
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
