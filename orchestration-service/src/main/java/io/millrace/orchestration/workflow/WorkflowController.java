package io.millrace.orchestration.workflow;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/workflows}: definitions. Writing needs the scope {@code workflows}, reading that one or {@code operate}. */
@RestController
@Tag(name = "Workflows", description = "Graphs of steps, on schedule or by hand")
@RequestMapping("/api/workflows")
class WorkflowController {
    private static final String WORKFLOWS = "workflows";
    private static final String YAML = "application/yaml";

    private final DefineWorkflow defineWorkflow;
    private final Workflows workflows;
    private final Documents documents;
    private final Access access;
    private final Clock clock;

    WorkflowController(
            DefineWorkflow defineWorkflow, Workflows workflows, Documents documents, Access access, Clock clock) {
        this.defineWorkflow = defineWorkflow;
        this.workflows = workflows;
        this.documents = documents;
        this.access = access;
        this.clock = clock;
    }

    @RequestBody(
            required = true,
            description = "The workflow, at most 256 KiB",
            content = {
                @Content(mediaType = YAML, schema = @Schema(type = "string")),
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"))
            })
    @Operation(
            operationId = "putWorkflow",
            summary = "Put a workflow",
            description = "201 where it is new; everything that is wrong comes at once as 422, with lines.")
    @ApiResponse(responseCode = "200", description = "The workflow was there")
    @ApiResponse(responseCode = "201", description = "The workflow is new")
    @PutMapping(
            path = "/{id}",
            consumes = {YAML, "application/x-yaml", "text/yaml", MediaType.APPLICATION_JSON_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ShownWorkflow> put(
            @PathVariable String id,
            InputStream document,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch)
            throws IOException {
        access.require(WORKFLOWS);
        requireName(id);
        DefineWorkflow.Defined defined = defineWorkflow.put(
                id, text(document), revision(ifMatch), access.principal().id());
        HttpStatus status = defined.effect() == DefineWorkflow.Effect.CREATED ? HttpStatus.CREATED : HttpStatus.OK;
        return ResponseEntity.status(status)
                .eTag("\"" + defined.workflow().revision() + "\"")
                .header(HttpHeaders.LOCATION, "/api/workflows/" + id)
                .body(ShownWorkflow.of(defined.workflow(), defined.definition(), clock.instant()));
    }

    private static String text(InputStream body) throws IOException {
        byte[] document = body.readNBytes(ReadWorkflow.DOCUMENT_BYTES_MAX + 1);
        if (document.length > ReadWorkflow.DOCUMENT_BYTES_MAX) {
            throw new MillraceException(
                    CommonError.PAYLOAD_TOO_LARGE, "The document is larger than 256 KiB. Split the workflow.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MillraceException(
                    CommonError.MALFORMED_REQUEST, "The document is not UTF-8. Save it as UTF-8 and send it again.", e);
        }
    }

    private static @Nullable Long revision(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        String text = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
        if (!text.matches("\\d{1,18}")) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "If-Match is not an ETag that this service gave out.");
        }
        return Long.valueOf(text);
    }

    @Operation(operationId = "listWorkflows", summary = "Workflows by name")
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<List<ShownWorkflow>> list(
            @RequestParam(defaultValue = "100") int limit, @RequestParam(defaultValue = "") String cursor) {
        requireReader();
        requireLimit(limit);
        if (!cursor.isEmpty()) {
            requireName(cursor);
        }
        List<Workflow> page = workflows.findByIdGreaterThanOrderById(cursor, Limit.of(limit + 1));
        ResponseEntity.BodyBuilder reply = ResponseEntity.ok();
        if (page.size() > limit) {
            String next = page.get(limit - 1).id();
            reply.header(HttpHeaders.LINK, "</api/workflows?limit=" + limit + "&cursor=" + next + ">; rel=\"next\"");
        }
        return reply.body(page.stream().limit(limit).map(this::shown).toList());
    }

    /** What cannot be a name is not looked for. */
    private static void requireName(String id) {
        if (!ReadWorkflow.NAME.matcher(id).matches()) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "Names of workflows have letters, digits, - and _, a letter first, and at most 63 of them.");
        }
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > 1000) {
            throw new MillraceException(CommonError.INVALID_PARAMETER, "limit is " + limit + "; use 1 to 1000.");
        }
    }

    private ShownWorkflow shown(Workflow workflow) {
        return ShownWorkflow.of(workflow, documents.definition(workflow.documentHash()), clock.instant());
    }

    /** JSON, or with {@code Accept: application/yaml} the document as it was sent. */
    @Operation(operationId = "getWorkflow", summary = "A workflow, as JSON or as the document that was sent")
    @ApiResponse(
            responseCode = "200",
            description = "The workflow",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = ShownWorkflow.class)),
                @Content(mediaType = YAML, schema = @Schema(type = "string"))
            })
    @GetMapping(
            path = "/{id}",
            produces = {MediaType.APPLICATION_JSON_VALUE, YAML})
    ResponseEntity<?> get(
            @PathVariable String id, @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "*/*") String accept) {
        boolean asDocument = accept.contains("yaml") && !accept.contains("json");
        if (asDocument) {
            access.require(WORKFLOWS);
        } else {
            requireReader();
        }
        Workflow workflow = workflows.findById(id).orElseThrow(() -> DefineWorkflow.notFound(id));
        ResponseEntity.BodyBuilder reply = ResponseEntity.ok().eTag("\"" + workflow.revision() + "\"");
        if (asDocument) {
            byte[] text = documents.text(workflow.documentHash()).getBytes(StandardCharsets.UTF_8);
            return reply.contentType(MediaType.valueOf(YAML)).body(text);
        }
        return reply.contentType(MediaType.APPLICATION_JSON).body(shown(workflow));
    }

    @Operation(operationId = "deleteWorkflow", summary = "Delete a workflow")
    @ApiResponse(responseCode = "204", description = "It is gone")
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        access.require(WORKFLOWS);
        defineWorkflow.delete(id);
    }

    private void requireReader() {
        if (!access.allows("operate")) {
            access.require(WORKFLOWS);
        }
    }
}
