package io.millrace.views.verification;

import io.millrace.api.view.RowsAnew;
import io.millrace.kernel.Position;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.identity.ServiceClients;
import io.millrace.views.row.MemberScanner;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks stream-processor-service for the rows that the streams of a view version make anew; {@link RowsAnew} tells its answer. */
@Component
class AskRowsAnew {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    /** Longer than Kafka is waited for there. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);
    /** A row with its key, and what is around them. */
    private static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

    private static final byte[] ROW_LINE = "{\"key\":".getBytes(StandardCharsets.UTF_8);
    private static final int OK = 200;

    private final ServiceClients clients;
    private final JsonMapper json;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    AskRowsAnew(ServiceClients clients, JsonMapper json) {
        this.clients = clients;
        this.json = json;
    }

    /** Hears the answer. What it throws ends the work. */
    interface Listener {
        /** Before all rows. */
        void of(RowsAnew.Of of) throws UnansweredException;

        /**
         * @param key as a JSON array
         * @param row null where it is gone
         */
        void row(byte[] key, byte @Nullable [] row) throws UnansweredException;

        /** The rows so far are those at the position of this index. */
        void reached(int index);

        /** The work goes on; at least each second or so. */
        void going();
    }

    /** Why there are no rows, or no more. */
    static final class UnansweredException extends Exception {
        private static final long serialVersionUID = 1L;

        private final Verdict.Reason reason;

        UnansweredException(Verdict.Reason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }

        Verdict.Reason reason() {
            return reason;
        }

        String detail() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * @param positions each of which includes the one before
     * @return what retention has removed of the streams since the view began to read them
     */
    List<RowsAnew.RemovedStart> ask(String view, int version, List<Position> positions, Listener listener)
            throws UnansweredException {
        byte[] question = json.writeValueAsBytes(
                new RowsAnew.Question(positions.stream().map(Position::token).toList()));
        HttpRequest request = clients.request(
                        ServiceName.STREAM_PROCESSOR,
                        "/internal/view-definitions/" + view + "/versions/" + version + "/rows-anew")
                .timeout(SILENCE_MAX)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body();
                    EndOfSilence silence = new EndOfSilence(body, SILENCE_MAX)) {
                return answer.statusCode() == OK
                        ? hear(new BufferedInputStream(body, 64 * 1024), silence, listener)
                        : refused(body);
            }
        } catch (IOException | JacksonException e) {
            throw new UnansweredException(
                    Verdict.Reason.UNAVAILABLE,
                    "stream-processor-service, which makes rows anew, does not answer as it should. Try again in a"
                            + " moment.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException(Verdict.Reason.UNAVAILABLE, "The service is being stopped. Try again.");
        }
    }

    private List<RowsAnew.RemovedStart> hear(InputStream body, EndOfSilence silence, Listener listener)
            throws IOException, UnansweredException {
        for (byte[] line = line(body); line != null; line = line(body)) {
            silence.pause();
            List<RowsAnew.RemovedStart> ended = line(line, listener);
            if (ended != null) {
                return ended;
            }
            silence.heard();
        }
        throw new IOException("the answer ended too early");
    }

    /** @return what the last line says; null of others */
    private @Nullable List<RowsAnew.RemovedStart> line(byte[] line, Listener listener) throws UnansweredException {
        if (Arrays.mismatch(line, ROW_LINE) == ROW_LINE.length) {
            row(line, listener);
            return null;
        }
        JsonNode told = json.readTree(line);
        if (told.has("ended")) {
            return json.treeToValue(told.get("ended"), RowsAnew.Ended.class).removed();
        } else if (told.has("problem")) {
            throw unanswered(told.get("problem"));
        } else if (told.has("reached")) {
            listener.reached(told.get("reached").intValue());
        } else if (told.has("of")) {
            listener.of(json.treeToValue(told.get("of"), RowsAnew.Of.class));
        }
        listener.going();
        return null;
    }

    private static void row(byte[] line, Listener listener) throws UnansweredException {
        MemberScanner members = new MemberScanner(line);
        members.next();
        byte[] key = Arrays.copyOfRange(line, members.valueFrom(), members.valueTo());
        members.next();
        byte[] row = Arrays.copyOfRange(line, members.valueFrom(), members.valueTo());
        listener.row(key, row[0] == 'n' ? null : row);
    }

    private List<RowsAnew.RemovedStart> refused(InputStream body) throws IOException, UnansweredException {
        throw unanswered(json.readTree(body.readNBytes(LINE_BYTES_MAX)));
    }

    private static UnansweredException unanswered(JsonNode problem) {
        String code = problem.path("code").stringValue("");
        Verdict.Reason reason = Verdict.Reason.ofProblem(code);
        return new UnansweredException(
                reason,
                reason == Verdict.Reason.UNAVAILABLE && !code.equals("KAFKA_UNAVAILABLE")
                        ? "stream-processor-service cannot make the rows anew now. Try again in a moment."
                        : problem.path("detail").stringValue(""));
    }

    /** @return null at the end */
    private static byte @Nullable [] line(InputStream body) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int b = body.read(); b >= 0; b = body.read()) {
            if (b == '\n') {
                return line.toByteArray();
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw new IOException("a line is longer than " + LINE_BYTES_MAX + " bytes");
            }
            line.write(b);
        }
        return null;
    }
}
