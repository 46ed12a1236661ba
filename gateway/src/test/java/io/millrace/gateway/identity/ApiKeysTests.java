package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.millrace.api.identity.ApiKeyPrincipal;
import io.millrace.api.identity.ApiKeysApi;
import io.millrace.gateway.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;

class ApiKeysTests {
    private static final ApiKeySettings SETTINGS =
            new ApiKeySettings(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 100, 4);

    private final MutableClock clock = new MutableClock();
    private final Registry registry = new Registry();
    private final ApiKeys keys = new ApiKeys(registry, SETTINGS, CircuitBreaker.ofDefaults("test"), clock);

    /** Answers as the test says and counts. */
    private static final class Registry implements ApiKeysApi {
        private final AtomicInteger questions = new AtomicInteger();
        private volatile ApiKeysApi answer = sha256 -> found(null);

        @Override
        public ApiKeyPrincipal principal(String sha256) {
            questions.incrementAndGet();
            return answer.principal(sha256);
        }
    }

    private static ApiKeyPrincipal found(java.time.Instant expiresAt) {
        return new ApiKeyPrincipal("id-1", "loader", List.of("write:orders", "service", "rubbish"), expiresAt);
    }

    private void goDown() {
        registry.answer = sha256 -> {
            throw new ResourceAccessException("down");
        };
    }

    private void forget() {
        registry.answer = sha256 -> {
            throw HttpClientErrorException.create(HttpStatus.NOT_FOUND, "", new HttpHeaders(), new byte[0], null);
        };
    }

    @Test
    void asksNobodyAboutWhatIsNoKey() {
        for (String other : List.of("", "rubbish", "mr_", "mr_a b", "mr_" + "a".repeat(65))) {
            assertThat(keys.verdict(other)).isInstanceOf(Verdict.Refused.class);
        }
        assertThat(registry.questions).hasValue(0);
    }

    @Test
    void keepsScopesOfClientsOnly() {
        Verdict verdict = keys.verdict("mr_a");
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Known.class, known -> {
            assertThat(known.principal().id()).isEqualTo("id-1");
            assertThat(known.principal().scopes()).isEqualTo(Set.of("write:orders"));
        });
    }

    @Test
    void asksAgainAfterFiveSeconds() {
        keys.verdict("mr_a");
        clock.advance(Duration.ofMillis(4999));
        keys.verdict("mr_a");
        assertThat(registry.questions).hasValue(1);
        clock.advance(Duration.ofMillis(1));
        forget();
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Refused.class);
        assertThat(registry.questions).hasValue(2);
    }

    @Test
    void remembersUnknownKeysForOneSecond() {
        forget();
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Refused.class);
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Refused.class);
        assertThat(registry.questions).hasValue(1);
        clock.advance(Duration.ofSeconds(1));
        registry.answer = sha256 -> found(null);
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void believesAKeyForAMinuteWhileTheRegistryIsDown() {
        keys.verdict("mr_a");
        goDown();
        for (int i = 0; i < 12; i++) {
            clock.advance(Duration.ofSeconds(5));
            assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Known.class);
        }
        clock.advance(Duration.ofSeconds(5));
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void letsNobodyNewInWhileTheRegistryIsDown() {
        goDown();
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void doesNotBelieveARevokedKeyWhileTheRegistryIsDown() {
        keys.verdict("mr_a");
        clock.advance(Duration.ofSeconds(6));
        forget();
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Refused.class);
        clock.advance(Duration.ofSeconds(2));
        goDown();
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void refusesAKeyFromTheMomentItExpires() {
        registry.answer = sha256 -> found(clock.instant().plusSeconds(2));
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Known.class);
        clock.advance(Duration.ofSeconds(2));
        assertThat(keys.verdict("mr_a")).isInstanceOf(Verdict.Refused.class);
        assertThat(registry.questions).hasValue(1);
    }

    @Test
    void asksOnceForManyRequestsAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        registry.answer = sha256 -> {
            asked.countDown();
            await(go);
            return found(null);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            verdicts.add(threads.submit(() -> keys.verdict("mr_a")));
            await(asked);
            for (int i = 0; i < 20; i++) {
                verdicts.add(threads.submit(() -> keys.verdict("mr_a")));
            }
            go.countDown();
            for (Future<Verdict> verdict : verdicts) {
                assertThat(verdict.get()).isInstanceOf(Verdict.Known.class);
            }
        }
        assertThat(registry.questions).hasValue(1);
    }

    @Test
    void boundsTheQuestionsUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(4);
        CountDownLatch go = new CountDownLatch(1);
        registry.answer = sha256 -> {
            asked.countDown();
            await(go);
            return found(null);
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                String key = "mr_" + i;
                threads.submit(() -> keys.verdict(key));
            }
            await(asked);
            assertThat(keys.verdict("mr_more")).isInstanceOf(Verdict.Undecided.class);
            go.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
