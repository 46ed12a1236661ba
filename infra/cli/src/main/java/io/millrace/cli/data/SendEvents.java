package io.millrace.cli.data;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.kernel.Position;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends batches of events to a stream and sums up what became of them. Where the gateway asks to come again later, it
 * goes on at the first event that was not taken.
 */
public final class SendEvents {
    private static final int ATTEMPTS_MAX = 30;
    private static final int ERRORS_MAX = 5;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(30);

    private final GatewayClient gateway;
    private final String path;
    private final List<String> errors = new ArrayList<>();
    private long accepted;
    private long quarantined;
    private Position position = Position.EMPTY;

    public SendEvents(GatewayClient gateway, String stream) {
        this.gateway = gateway;
        this.path = "/api/streams/" + URLEncoder.encode(stream, StandardCharsets.UTF_8) + "/events";
    }

    /** Events that are in Kafka. */
    public long accepted() {
        return accepted;
    }

    /** Events that were refused and are in the quarantine. */
    public long quarantined() {
        return quarantined;
    }

    /** Includes every accepted event. */
    public Position position() {
        return position;
    }

    /** The first few refusals, for a reader. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /**
     * Returns when all are accepted or quarantined.
     *
     * @throws ProblemException where the gateway refuses the batch for good, or for too long
     */
    public void send(List<byte[]> events) throws InterruptedException {
        int from = 0;
        int attempts = 0;
        while (from < events.size()) {
            HttpResponse<String> response = gateway.post(path, "application/x-ndjson", EventBatches.body(events, from));
            JsonNode reply = parse(response.body());
            int taken = take(reply, events.size() - from);
            if (taken > 0) {
                attempts = 0;
                from += taken;
            } else if (!isLater(response.statusCode()) || ++attempts >= ATTEMPTS_MAX) {
                throw ProblemException.of(response.statusCode(), response.body());
            }
            if (from < events.size()) {
                Thread.sleep(retryAfter(response));
            }
        }
    }

    private static boolean isLater(int status) {
        return status == 429 || status == 503;
    }

    /** How many of the sent events the reply accounts for. */
    private int take(JsonNode reply, int sent) {
        if (!reply.has("accepted")) {
            return 0;
        }
        long acceptedNow = reply.path("accepted").asLong();
        long quarantinedNow = reply.path("quarantined").asLong();
        accepted += acceptedNow;
        quarantined += quarantinedNow;
        String token = reply.path("position").asString("");
        if (!token.isEmpty()) {
            position = position.merge(Position.parse(token));
        }
        for (JsonNode error : reply.path("errors")) {
            if (errors.size() < ERRORS_MAX) {
                errors.add(error.path("code").asString("") + " "
                        + error.path("pointer").asString("") + ": "
                        + error.path("detail").asString(""));
            }
        }
        return reply.hasNonNull("nextIndex") ? reply.get("nextIndex").asInt() : sent;
    }

    private static JsonNode parse(String body) {
        try {
            return GatewayClient.JSON.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        Duration asked = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(RETRY_AFTER);
        return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
    }
}
