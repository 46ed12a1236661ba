package io.millrace.cli.demo;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.kernel.Position;
import io.millrace.local.LocalException;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The view that the demo shows: the busiest routes. */
final class WatchedView {
    private static final String PATH = "/api/views/routes/rows?order=flights.desc&limit=10";
    private static final int WAIT_SECONDS = 30;
    private static final int ATTEMPTS_MAX = 6;

    private final GatewayClient gateway;

    WatchedView(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /**
     * @param rows of the view
     * @param freshAsOf every event acknowledged before it is in the rows; empty where that is not known yet
     */
    record Look(List<JsonNode> rows, Optional<Instant> freshAsOf) {
        /** How far behind it is, never negative. */
        Optional<Duration> lag(Instant now) {
            return freshAsOf
                    .map(instant -> Duration.between(instant, now))
                    .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
        }
    }

    /** As it is now; empty while it cannot be read yet. */
    Optional<Look> look() throws InterruptedException {
        HttpResponse<String> response = gateway.get(PATH, Map.of("Accept", "application/json"));
        return response.statusCode() == 200 ? Optional.of(look(response)) : Optional.empty();
    }

    /** As it is once it has seen the position. */
    Look after(Position position) throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Millrace-After", position.token());
        headers.put("Prefer", "wait=" + WAIT_SECONDS);
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> response = gateway.get(PATH, headers);
            if (response.statusCode() == 200) {
                return look(response);
            }
            boolean later = response.statusCode() == 503 || response.statusCode() == 504;
            if (!later || attempt == ATTEMPTS_MAX) {
                throw new LocalException("The view routes cannot be read: "
                        + ProblemException.of(response.statusCode(), response.body())
                                .getMessage());
            }
        }
    }

    private static Look look(HttpResponse<String> response) {
        List<JsonNode> rows = new ArrayList<>();
        GatewayClient.json(response).forEach(row -> rows.add(rounded(row)));
        return new Look(
                rows, response.headers().firstValue("Millrace-Freshness").flatMap(WatchedView::instant));
    }

    /** Averages with a digit after the point: sixteen of them would make the columns jump each time they are drawn. */
    static JsonNode rounded(JsonNode row) {
        ObjectNode rounded = JsonNodeFactory.instance.objectNode();
        row.properties()
                .forEach(column -> rounded.set(
                        column.getKey(),
                        column.getValue().isFloatingPointNumber()
                                ? rounded.numberNode(
                                        Math.round(column.getValue().doubleValue() * 10) / 10.0)
                                : column.getValue()));
        return rounded;
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
