package io.millrace.cli.gateway;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The gateway refused something; the message is the problem document (RFC 9457) as readable lines. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BODY_LENGTH_MAX = 500;

    private final int status;
    private final String code;

    private ProblemException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    /** The error code, empty where the answer was no problem document. */
    public String code() {
        return code;
    }

    /** @param body of the answer, a problem document or anything else */
    public static ProblemException of(int status, String body) {
        try {
            JsonNode problem = GatewayClient.JSON.readTree(body);
            if (problem.isObject() && problem.hasNonNull("title")) {
                return new ProblemException(status, problem.path("code").asString(""), lines(status, problem));
            }
        } catch (JacksonException e) {
            // shown as it is
        }
        String shown = body.length() > BODY_LENGTH_MAX ? body.substring(0, BODY_LENGTH_MAX) + "…" : body;
        return new ProblemException(status, "", "HTTP " + status + (shown.isBlank() ? "" : ": " + shown.strip()));
    }

    private static String lines(int status, JsonNode problem) {
        List<String> lines = new ArrayList<>();
        String code = problem.path("code").asString("");
        lines.add(
                problem.path("title").asString() + " (" + (code.isEmpty() ? "" : code + ", ") + "HTTP " + status + ")");
        String detail = problem.path("detail").asString("");
        if (!detail.isEmpty()) {
            lines.add(detail);
        }
        for (JsonNode violation : problem.path("violations")) {
            String text = place(violation) + violation.path("detail").asString("");
            if (!text.equals(detail)) {
                lines.add("  - " + text + hint(violation));
            }
        }
        return String.join("\n", lines);
    }

    /** {@code 3:14: } of a text, or {@code /schema/0/name: } of a document. */
    private static String place(JsonNode violation) {
        StringBuilder place = new StringBuilder();
        if (violation.hasNonNull("line")) {
            place.append("line ").append(violation.get("line").asInt());
            if (violation.hasNonNull("column")) {
                place.append(':').append(violation.get("column").asInt());
            }
        }
        if (violation.hasNonNull("pointer")) {
            place.append(place.isEmpty() ? "" : ", ")
                    .append(violation.get("pointer").asString());
        }
        return place.isEmpty() ? "" : place + ": ";
    }

    private static String hint(JsonNode violation) {
        return violation.hasNonNull("hint") ? " (" + violation.get("hint").asString() + ")" : "";
    }
}
