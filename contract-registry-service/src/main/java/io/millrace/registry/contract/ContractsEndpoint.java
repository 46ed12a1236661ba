package io.millrace.registry.contract;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.registry.Paging;
import io.millrace.registry.Who;
import io.millrace.registry.change.ChangeEntry;
import io.millrace.registry.change.History;
import io.millrace.registry.schema.ContractDocument;
import io.millrace.registry.schema.DocumentFormat;
import io.millrace.registry.schema.ReadDocument;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Contracts over HTTP. Everybody with a credential reads them; {@code contracts} is the scope of those who put them. */
@RestController
@Tag(name = "Contracts", description = "What streams promise, and their versions")
@RequestMapping("/api/contracts")
class ContractsEndpoint {
    private static final String SCOPE = "contracts";
    private static final String PATH = "/api/contracts";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:~-]{0,254}");

    private final PutContract put;
    private final StoredContracts stored;
    private final History history;
    private final Access access;

    ContractsEndpoint(PutContract put, StoredContracts stored, History history, Access access) {
        this.put = put;
        this.stored = stored;
        this.history = history;
        this.access = access;
    }

    /** Puts a version of a contract: 201 where the contract is new, else 200; the body says what the contract is now. */
    @Operation(
            operationId = "putContract",
            summary = "Put a version of a contract",
            description = "The whole ODCS 3.1 document, whose id is the path's. 201 where the contract is new. The same"
                    + " version and content again changes nothing; other content of a version that is no draft is 409"
                    + " with the differences; everything that is wrong comes at once as 422.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = Representation.YAML, schema = @Schema(type = "string")),
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(type = "object"))
                            }))
    @ApiResponse(responseCode = "200", description = "The contract was there")
    @ApiResponse(responseCode = "201", description = "The contract is new")
    @PutMapping(
            path = "/{id}",
            consumes = {
                Representation.YAML,
                "application/x-yaml",
                "text/yaml",
                "text/x-yaml",
                MediaType.APPLICATION_JSON_VALUE
            })
    ResponseEntity<ContractSummary> put(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            HttpServletRequest request)
            throws IOException {
        access.require(SCOPE);
        if (!ID.matcher(id).matches()) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    "The id in the path cannot name a contract. Use 1 to 255 letters, digits and . _ : ~ -, a letter or"
                            + " digit first.");
        }
        ContractDocument document = ContractDocument.of(ReadDocument.read(body(request), format(request)), id);
        PutContract.Result result = put.put(document, ifMatch, Who.of(access.principal()));
        ResponseEntity.BodyBuilder response =
                result.created() ? ResponseEntity.created(URI.create(PATH + "/" + id)) : ResponseEntity.ok();
        return response.eTag(EntityTag.of(result.revision())).body(result.summary());
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new MillraceException(
                    CommonError.UNSUPPORTED_MEDIA_TYPE, "Contracts are not taken compressed. Send it plain.");
        }
        try (InputStream in = request.getInputStream()) {
            byte[] body = in.readNBytes(ReadDocument.BYTES_MAX + 1);
            if (body.length > ReadDocument.BYTES_MAX) {
                throw new MillraceException(
                        CommonError.PAYLOAD_TOO_LARGE,
                        "The contract is larger than " + ReadDocument.BYTES_MAX + " bytes. Split it into several.");
            }
            return body;
        }
    }

    private static DocumentFormat format(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        if (type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
            throw new MillraceException(
                    CommonError.UNSUPPORTED_MEDIA_TYPE,
                    "The charset is " + type.getCharset() + ". Contracts are UTF-8; leave charset out.");
        }
        return type.getSubtype().equals("json") ? DocumentFormat.JSON : DocumentFormat.YAML;
    }

    /** The contracts, by id, each by its active version or, where none is active, its highest. */
    @Operation(
            operationId = "listContracts",
            summary = "Contracts by id",
            description = "Each by its active version or, where none is active, its highest. Paged by Link rel=next.")
    @GetMapping
    ResponseEntity<List<ContractSummary>> list(
            @RequestParam(defaultValue = Paging.LIMIT_DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        access.principal();
        Paging page = Paging.of(limit, cursor);
        return page.answer(stored.after(page.after(), page.fetch()), PATH, ContractSummary::id);
    }

    /** The document of the active version, or of the highest where none is active; as it was sent, or as Accept wants it. */
    @Operation(operationId = "getContract", summary = "The document of a contract's active version, or of its highest")
    @ApiResponse(
            responseCode = "200",
            description = "The document, as it was sent or as Accept wants it",
            content = {
                @Content(mediaType = Representation.YAML, schema = @Schema(type = "string")),
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"))
            })
    @GetMapping("/{id}")
    ResponseEntity<byte[]> document(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        access.principal();
        return Representation.of(stored.shown(id), accept, ifNoneMatch);
    }

    /** The versions, highest first. */
    @Operation(operationId = "listContractVersions", summary = "The versions of a contract, highest first")
    @GetMapping("/{id}/versions")
    ResponseEntity<List<VersionSummary>> versions(
            @PathVariable String id,
            @RequestParam(defaultValue = Paging.LIMIT_DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        access.principal();
        Paging page = Paging.of(limit, cursor);
        return page.answerFrom(stored.versions(id), PATH + "/" + id + "/versions", VersionSummary::version);
    }

    @Operation(operationId = "getContractVersion", summary = "The document of one version")
    @ApiResponse(
            responseCode = "200",
            description = "The document, as it was sent or as Accept wants it",
            content = {
                @Content(mediaType = Representation.YAML, schema = @Schema(type = "string")),
                @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"))
            })
    @GetMapping("/{id}/versions/{version}")
    ResponseEntity<byte[]> version(
            @PathVariable String id,
            @PathVariable String version,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String ifNoneMatch) {
        access.principal();
        return Representation.of(stored.shown(id, version), accept, ifNoneMatch);
    }

    /** Who did what, and when; newest first. */
    @Operation(operationId = "listContractChanges", summary = "Who did what to a contract, and when; newest first")
    @GetMapping("/{id}/changes")
    ResponseEntity<List<ChangeEntry>> changes(
            @PathVariable String id,
            @RequestParam(defaultValue = Paging.LIMIT_DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        access.principal();
        stored.requireContract(id);
        Paging page = Paging.of(limit, cursor);
        return page.answer(
                history.of(id, page),
                PATH + "/" + id + "/changes",
                entry -> entry.id().toString());
    }
}
