package io.millrace.views.verification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.views.serving.JsonBody;
import io.millrace.views.serving.ReadMemory;
import io.millrace.views.serving.SendAtPace;
import io.millrace.views.serving.ServingSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Verification of receipts over HTTP. One request at a time on a copy. */
@RestController
@Tag(name = "Receipts", description = "Whether answers were right")
class VerifyReceipts {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyReceipts.class);
    private static final int KIB_MAX = 4 * 1024;
    /** Bytes of the heap for a byte of the body. */
    private static final int TREE_FACTOR = 4;

    private static final String REQUEST = """
            {"receipt": "eyJ0eXAiOiJtaWxscmFjZS1yZWNlaXB0K2p3dCJ9.eyJ2aWV3Ijoi4oCmIn0.c2ln",
             "rows": [{"country": "DE", "revenue": 12.50}]}""";
    private static final String REPLY = """
            {"verdict": "CONFIRMED", "view": "orders_per_country", "version": 1, "position": "AQGZ1bC3",
             "issuedAt": "2026-11-27T10:00:01Z", "lineage": "6f0c", "contracts": {"orders": "shop:1.2.0"}, "rows": 1}""";

    private final CheckReceipts check;
    private final ReadMemory memory;
    private final JsonMapper json;
    private final SendAtPace sending;
    private final Map<Verdict, Counter> verified = new EnumMap<>(Verdict.class);
    private final Semaphore slot = new Semaphore(1);

    VerifyReceipts(
            CheckReceipts check, ReadMemory memory, JsonMapper json, ServingSettings settings, MeterRegistry meters) {
        this.check = check;
        this.memory = memory;
        this.json = json;
        this.sending = new SendAtPace(settings, System::nanoTime);
        for (Verdict verdict : Verdict.values()) {
            verified.put(
                    verdict,
                    Counter.builder("millrace.view.receipts.verified")
                            .description("Receipts that were verified, by what was found")
                            .tag("verdict", verdict.name())
                            .register(meters));
        }
    }

    @Operation(
            operationId = "verifyReceipts",
            summary = "Whether receipts of answers hold",
            description =
                    "Makes the answer that a receipt vouches for anew from the streams of the view, at the same position,"
                            + " and compares it; 'rows', where they are given, are compared, too. REFUTED: SIGNATURE,"
                            + " ROWS or ANSWER; UNVERIFIABLE: the reason tells why. In place of 'receipt' and 'rows',"
                            + " 'receipts' takes up to 1000 receipts, or objects of both, of up to 20 versions of views;"
                            + " the answer then has 'confirmed', 'refuted', 'unverifiable' and 'results'. White space"
                            + " comes first where it takes longer than a second; closing the connection ends the work."
                            + " Needs read:<view> of every view.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = VerifyReceiptsRequest.class),
                                            examples = @ExampleObject(REQUEST))))
    @ApiResponse(
            responseCode = "200",
            description = "What was found",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(oneOf = {ReceiptVerdict.class, ReceiptVerdicts.class}),
                            examples = @ExampleObject(REPLY)))
    @PostMapping(path = "/api/receipts/verify", consumes = "application/json", produces = "application/json")
    void verify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (ReadMemory.Share share = memory.open()) {
            share.begin();
            byte[] body = JsonBody.bytes(request.getInputStream(), KIB_MAX);
            share.need((long) TREE_FACTOR * body.length);
            RequestedReceipts requested = RequestedReceipts.parse(JsonBody.parse(body));
            WaitingAnswer answer = new WaitingAnswer(response, System::nanoTime);
            byte[] told = alone(requested, answer);
            answer.begin();
            sending.send(told, response.getOutputStream());
        } catch (UncheckedIOException e) {
            LOG.info("Nobody waits any more for a verification of receipts: it was ended");
        }
    }

    private byte[] alone(RequestedReceipts requested, WaitingAnswer answer) {
        if (!slot.tryAcquire()) {
            throw new MillraceException(
                    CommonError.TOO_MANY_REQUESTS,
                    "Other receipts are being verified by this copy of the service. Try again when that is done, with all"
                            + " of yours in one request.");
        }
        try {
            List<ReceiptVerdict> verdicts = check.verdicts(check.signed(requested.receipts()), answer::going);
            verdicts.forEach(verdict ->
                    Objects.requireNonNull(verified.get(verdict.verdict())).increment());
            return json.writeValueAsBytes(requested.several() ? ReceiptVerdicts.of(verdicts) : verdicts.getFirst());
        } finally {
            slot.release();
        }
    }
}
