package io.millrace.views.materialization;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Namespace;
import io.millrace.testkit.TestServers;
import io.millrace.views.ViewDefinitions;
import io.millrace.views.row.RowEntries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DropScriptIT {
    private static final byte[] UNLESS_HELD = {'0'};

    @Test
    void leavesAVersionAloneThatSomebodyMaterializes() throws ViewWriter.DivergedException {
        ViewKeys keys = ViewKeys.of(new Namespace(TestServers.uniqueNamespace()), new ViewVersion("held", 1));
        MaterializationSettings settings = new MaterializationSettings(
                Duration.ofSeconds(4), 500, 1024, 1024, Duration.ofSeconds(3), 10, Duration.ZERO);
        try (RedisLink redis = new RedisLink(TestServers.redis())) {
            ViewWriter writer =
                    new ViewWriter(redis, keys, RowEntries.of(ViewDefinitions.of(List.of())), settings, "one");
            writer.claim(1);
            writer.begin(Map.of(0, 0L));
            assertThat(redis.write(RedisScript.DROP, keys.forWriting(), UNLESS_HELD))
                    .containsExactly(0L);
            assertThat(writer.claim(1)).isInstanceOf(ViewWriter.Claim.Held.class);
            writer.release();
            assertThat(redis.write(RedisScript.DROP, keys.forWriting(), UNLESS_HELD))
                    .containsExactly(1L);
        }
    }
}
