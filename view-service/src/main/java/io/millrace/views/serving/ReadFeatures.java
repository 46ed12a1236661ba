package io.millrace.views.serving;

import io.millrace.api.measurement.Measurement;
import io.millrace.kernel.Position;
import io.millrace.starter.measurement.HopMeter;
import io.millrace.starter.measurement.HopMeters;
import io.millrace.views.materialization.Cut;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads columns of several views for many keys: the features that a model is asked with. */
@RestController
@Tag(name = "Features", description = "What models are asked with")
class ReadFeatures {
    private static final String REQUEST = """
            {"features": ["orders_by_customer.orders", "logins_by_customer.last_login"],
             "keys": [{"customer_id": "c1"}, {"customer_id": "c2"}],
             "defaults": {"orders_by_customer.orders": 0}}""";
    private static final String REPLY = """
            {"position": "AQGZ1bC3",
             "features": [
              {"name": "orders_by_customer.orders", "type": "BIGINT", "view": "orders_by_customer", "version": 1,
               "state": "RUNNING", "asOf": "2026-11-27T10:00:01.250Z", "lagMs": 0, "position": "AQGZ1bC3"},
              {"name": "logins_by_customer.last_login", "type": "TIMESTAMP(3)", "view": "logins_by_customer", "version": 1,
               "state": "RUNNING", "asOf": "2026-11-27T10:00:01.250Z", "lagMs": 0, "position": "AQGZ1bC3"}],
             "rows": [
              {"key": {"customer_id": "c1"}, "values": [7, null], "statuses": ["PRESENT", "PRESENT"]},
              {"key": {"customer_id": "c2"}, "values": [0, null], "statuses": ["DEFAULT", "ABSENT"]}]}""";

    private final LookUpFeatures lookUp;
    private final ReadMemory memory;
    private final SourceFreshness freshness;
    private final JsonMapper json;
    private final SendAtPace sending;
    private final HopMeter meter;

    ReadFeatures(
            LookUpFeatures lookUp,
            ReadMemory memory,
            SourceFreshness freshness,
            JsonMapper json,
            ServingSettings settings,
            HopMeters meters) {
        this.lookUp = lookUp;
        this.memory = memory;
        this.freshness = freshness;
        this.json = json;
        this.sending = new SendAtPace(settings, System::nanoTime);
        this.meter = meters.of(Measurement.Hop.SERVING);
    }

    @Operation(
            operationId = "readOnlineFeatures",
            summary = "Columns of several views for many keys",
            description =
                    "Up to 50 columns, named view.column, for up to 100 keys. A key is an object of key columns, of which each"
                            + " view takes its own. A value is PRESENT, from the row, also where it is null there; DEFAULT"
                            + " where there is no row and the request has a default; else ABSENT and null. The values of one"
                            + " view are of one closed epoch.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = OnlineFeaturesRequest.class),
                                            examples = @ExampleObject(REQUEST))))
    @Parameter(
            name = "Millrace-After",
            in = ParameterIn.HEADER,
            description = "position to wait for",
            schema = @Schema(type = "string"))
    @Parameter(
            name = "Prefer",
            in = ParameterIn.HEADER,
            description = "wait=seconds, decimals=string",
            schema = @Schema(type = "string"))
    @ApiResponse(
            responseCode = "200",
            description = "The values, per key",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OnlineFeaturesReply.class),
                            examples = @ExampleObject(REPLY)))
    @PostMapping(path = "/api/features/online", consumes = "application/json", produces = "application/json")
    void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begun = System.nanoTime();
        Preferences preferences = Preferences.parse(request.getHeaders("Prefer"));
        Position headers = RequestedPosition.of(request);
        RequestedFeatures requested =
                RequestedFeatures.parse(JsonBody.read(request.getInputStream())).andAfter(headers);
        try (ReadMemory.Share share = memory.open()) {
            PlannedFeatures plan = lookUp.plan(requested, preferences);
            FeatureValues values = lookUp.values(plan, preferences.decimalsAsText(), share);
            byte[] body = answer(requested, plan, values, begun);
            share.keep(body.length);
            new RowsReply(request, response)
                    .header(
                            "Preference-Applied",
                            preferences.applied(!requested.after().isEmpty()))
                    .sendOnce(body, sending);
        } catch (RedisUnavailableException e) {
            throw ViewReads.unavailable(e);
        }
    }

    private byte[] answer(RequestedFeatures requested, PlannedFeatures plan, FeatureValues values, long begun) {
        Position position = requested.after();
        for (Cut cut : values.cuts()) {
            position = position.merge(cut.frontier().position());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write("{\"position\":\"" + position.token() + "\",\"features\":", out);
        out.writeBytes(json.writeValueAsBytes(features(plan, values, begun)));
        write(",\"rows\":[", out);
        for (int key = 0; key < values.rows().size(); key++) {
            write(key == 0 ? "" : ",", out);
            write(requested.keys().get(key), values.rows().get(key), out);
        }
        write("]}", out);
        return out.toByteArray();
    }

    private List<OnlineFeaturesReply.Feature> features(PlannedFeatures plan, FeatureValues values, long begun) {
        List<SourceFreshness.Freshness> fresh = new ArrayList<>();
        for (int i = 0; i < plan.views().size(); i++) {
            PlannedFeatures.OfView of = plan.views().get(i);
            fresh.add(freshness.of(of.view(), values.cuts().get(i)));
            HopMeter.Named counters = meter.named(of.view().name())
                    .in(1)
                    .out(values.present().get(i))
                    .bytes(values.bytes().get(i));
            counters.latency(System.nanoTime() - begun);
            Long lagMs = fresh.getLast().lagMs();
            if (lagMs != null) {
                counters.lag(lagMs);
            }
        }
        return plan.features().stream()
                .map(feature -> OnlineFeaturesReply.Feature.of(
                        feature,
                        plan.views().get(feature.view()).view(),
                        values.cuts().get(feature.view()),
                        fresh.get(feature.view())))
                .toList();
    }

    private void write(JsonNode key, List<FeatureValues.Value> values, ByteArrayOutputStream out) {
        write("{\"key\":", out);
        out.writeBytes(json.writeValueAsBytes(key));
        write(",\"values\":[", out);
        for (int i = 0; i < values.size(); i++) {
            write(i == 0 ? "" : ",", out);
            out.writeBytes(values.get(i).json());
        }
        write(
                values.stream()
                        .map(value -> '"' + value.status().name() + '"')
                        .collect(Collectors.joining(",", "],\"statuses\":[", "]}")),
                out);
    }

    private static void write(String text, ByteArrayOutputStream out) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
