package io.millrace.views.serving;

import io.millrace.api.measurement.Measurement;
import io.millrace.kernel.Position;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import io.millrace.views.materialization.RedisUnavailableException;
import io.millrace.views.materialization.SourceFreshness;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Reads several views at one position. */
@RestController
@Tag(name = "Rows", description = "What views hold")
class ReadViews {
    private static final String REQUEST = """
            {"reads": [
              {"view": "orders_per_minute", "query": "country=eq.DE&order=revenue.desc&limit=20"},
              {"view": "orders_per_country", "keys": [["DE"], ["FR"]]}]}""";
    private static final String REPLY = """
            {"position": "AQGZ1bC3", "consistent": true, "results": [
              {"view": "orders_per_minute", "version": 1, "state": "RUNNING",
               "freshness": {"asOf": "2026-11-27T10:00:01.250Z", "lagMs": 0}, "watermark": "2026-11-27T10:00:00Z",
               "position": "AQGZ1bC3", "rows": [{"minute": "2026-11-27T10:00:00Z", "country": "DE", "revenue": 12.50}]},
              {"view": "orders_per_country", "version": 1, "state": "RUNNING",
               "freshness": {"asOf": "2026-11-27T10:00:01.250Z", "lagMs": 0}, "watermark": "2026-11-27T10:00:00Z",
               "position": "AQGZ1bC3", "rows": [{"country": "DE", "revenue": 12.50}, null]}]}""";

    private final ReadSeveral reading;
    private final ReadMemory memory;
    private final SourceFreshness freshness;
    private final JsonMapper json;
    private final SendAtPace sending;
    private final HopMeter meter;

    ReadViews(
            ReadSeveral reading,
            ReadMemory memory,
            SourceFreshness freshness,
            JsonMapper json,
            ServingSettings settings,
            HopMeters meters) {
        this.reading = reading;
        this.memory = memory;
        this.freshness = freshness;
        this.json = json;
        this.sending = new SendAtPace(settings, System::nanoTime);
        this.meter = meters.of(Measurement.Hop.SERVING);
    }

    @Operation(
            operationId = "readViews",
            summary = "Rows of several views at one position",
            description =
                    "Up to 20 reads, each with a query as a read of rows has it, or with up to 100 keys. Views of one"
                            + " runtime, such as those that were created together, are read at one moment. Of other views"
                            + " each result covers 'after' and says its position; 'consistent' says whether they include"
                            + " the same of every stream that two of them read. The rows of all results together are 8"
                            + " MiB at most: pages end there, with 'next'.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = ReadViewsRequest.class),
                                            examples = @ExampleObject(REQUEST))))
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string, receipt",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description = "The rows, per read",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = ReadViewsReply.class),
                            examples = @ExampleObject(REPLY)))
    @PostMapping(path = "/api/views/read", consumes = "application/json", produces = "application/json")
    void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begun = System.nanoTime();
        Preferences preferences = Preferences.parse(request.getHeaders("Prefer"));
        Position headers = RequestedPosition.of(request);
        RequestedReads requested =
                RequestedReads.parse(JsonBody.read(request.getInputStream())).andAfter(headers);
        try (ReadMemory.Share share = memory.open()) {
            byte[] body = answer(requested, preferences, share, begun);
            share.keep(body.length);
            new RowsReply(request, response)
                    .header(
                            "Preference-Applied",
                            preferences.applied(
                                    requested.consistent() || !requested.seen().isEmpty()))
                    .sendOnce(body, sending);
        } catch (RedisUnavailableException e) {
            throw ViewReads.unavailable(e);
        }
    }

    private byte[] answer(RequestedReads requested, Preferences preferences, ReadMemory.Share share, long begun) {
        ReadSeveral.Answer answer = reading.read(requested, preferences, share);
        Position position = requested.asOf() == null ? requested.after() : Position.EMPTY;
        for (ReadSeveral.Part part : answer.parts()) {
            position = position.merge(part.cut().frontier().position());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(
                "{\"position\":\"" + position.token() + "\",\"consistent\":" + answer.isConsistent() + ",\"results\":[",
                out);
        String comma = "";
        for (ReadSeveral.Part part : answer.parts()) {
            write(comma, out);
            write(part, begun, out);
            comma = ",";
        }
        write("]}", out);
        return out.toByteArray();
    }

    private void write(ReadSeveral.Part part, long begun, ByteArrayOutputStream out) {
        SourceFreshness.Freshness fresh = freshness.of(part.view(), part.cut());
        byte[] head = json.writeValueAsBytes(ReadViewsReply.Result.head(
                part.view(), part.cut(), fresh, part.closedAt(), part.rows().next(), part.receipt()));
        byte[] rows = part.rows().json();
        // The rows are the last member of the object.
        out.write(head, 0, head.length - 1);
        write(",\"rows\":", out);
        out.writeBytes(rows);
        write("}", out);
        HopMeter.Named counters =
                meter.named(part.view().name()).in(1).out(part.rows().rows()).bytes(rows.length);
        counters.latency(System.nanoTime() - begun);
        Long lagMs = fresh.lagMs();
        if (lagMs != null && part.closedAt() == null) {
            counters.lag(lagMs);
        }
    }

    private static void write(String text, ByteArrayOutputStream out) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
