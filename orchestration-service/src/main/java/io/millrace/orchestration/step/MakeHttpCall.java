package io.millrace.orchestration.step;

import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the call of an HTTP step. It connects within 5 seconds, does not follow redirects, and reads at most 16 MiB. Names
 * and values of request headers, request bodies and query values never come into the outcome.
 */
public final class MakeHttpCall {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_MS = 1000;

    private final AllowedHosts hosts;
    private final HttpClient http;

    public MakeHttpCall(AllowedHosts hosts) {
        this.hosts = hosts;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /**
     * @param idempotencyKey the same for every attempt of one piece of work
     * @param timeout bound of the whole call, the body included
     * @param wanted asked about once a second; false gives the call up
     * @throws InterruptedException where this service is stopping; whether the call was made is unknown then
     */
    public StepOutcome make(HttpCall call, String idempotencyKey, Duration timeout, BooleanSupplier wanted)
            throws InterruptedException {
        if (!hosts.allows(call.url())) {
            return new StepOutcome.Failed(
                    call.shown() + " was not called: the host is not among MILLRACE_WORKFLOW_HOSTS", null);
        }
        long began = System.nanoTime();
        CompletableFuture<HttpResponse<BoundedBody.Kept>> answer =
                http.sendAsync(request(call, idempotencyKey), info -> new BoundedBody());
        try {
            HttpResponse<BoundedBody.Kept> response = await(answer, began + timeout.toNanos(), wanted);
            return response == null
                    ? new StepOutcome.Abandoned(call.shown() + " was given up because nobody waits for it")
                    : outcome(call, response, millisSince(began));
        } catch (TimeoutException e) {
            return new StepOutcome.Failed(
                    call.shown() + " gave no complete answer within " + timeout.toMillis() + " ms", null);
        } catch (ExecutionException | CancellationException e) {
            return new StepOutcome.Failed(call.shown() + " failed: " + reason(e), null);
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(HttpCall call, String idempotencyKey) {
        String body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(call.url())
                .method(
                        call.method(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Idempotency-Key", idempotencyKey);
        call.headers().forEach(request::header);
        if (call.headers().keySet().stream().noneMatch("user-agent"::equalsIgnoreCase)) {
            request.header("User-Agent", "Millrace");
        }
        return request.build();
    }

    /** Null where the answer is not wanted any more. */
    private static <T> @Nullable T await(CompletableFuture<T> answer, long deadline, BooleanSupplier wanted)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            try {
                return answer.get(Math.clamp(leftMs, 1, LOOK_EVERY_MS), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (deadline - System.nanoTime() <= 0) {
                    throw e;
                }
                if (!wanted.getAsBoolean()) {
                    return null;
                }
            }
        }
    }

    private static StepOutcome outcome(HttpCall call, HttpResponse<BoundedBody.Kept> response, long tookMs) {
        BoundedBody.Kept body = response.body();
        String output = new ShownBody(
                        body, response.headers().firstValue("Content-Type").orElse(""))
                .text();
        String facts = call.shown() + " answered " + response.statusCode() + " in " + tookMs + " ms with "
                + body.length() + (body.complete() ? " bytes" : " bytes and more");
        if (!call.isSuccess(response.statusCode())) {
            return new StepOutcome.Failed(facts + ", expected was " + call.expectation(), output);
        }
        return body.complete()
                ? new StepOutcome.Succeeded(facts, output)
                : new StepOutcome.Failed(facts + ", which is more than a step may be sent (16 MiB)", output);
    }

    private static long millisSince(long began) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && (cause instanceof ExecutionException || cause instanceof ConnectException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case UnresolvedAddressException unresolved -> "the host's name cannot be resolved";
            case HttpConnectTimeoutException late -> "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
            case ConnectException refused -> "the connection was refused";
            case java.nio.channels.ClosedChannelException closed -> "the connection was refused or closed";
            default ->
                cause.getClass().getSimpleName().toLowerCase(Locale.ROOT).replace("exception", "")
                        + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
        };
    }
}
