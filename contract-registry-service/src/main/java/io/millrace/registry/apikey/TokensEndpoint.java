package io.millrace.registry.apikey;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.registry.Paging;
import io.millrace.registry.Who;
import io.millrace.starter.identity.Access;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** API keys over HTTP, for administrators. */
@RestController
@Tag(name = "API keys", description = "What programs show at the gateway, and what it lets them do")
@RequestMapping("/api/tokens")
class TokensEndpoint {
    private static final String SCOPE = "admin";
    private static final UUID FIRST = new UUID(0, 0);

    private final IssueApiKeys issue;
    private final ApiKeys keys;
    private final Access access;

    TokensEndpoint(IssueApiKeys issue, ApiKeys keys, Access access) {
        this.issue = issue;
        this.keys = keys;
        this.access = access;
    }

    @Operation(
            operationId = "createApiKey",
            summary = "Create an API key",
            description = "The key itself is in this answer only; it is kept hashed.")
    @ApiResponse(responseCode = "201", description = "The key with its secret")
    @PostMapping
    ResponseEntity<CreatedApiKey> create(
            @RequestBody NewApiKey.Body body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        access.require(SCOPE);
        CreatedApiKey made = issue.issue(NewApiKey.of(body), idempotencyKey, Who.of(access.principal()));
        return ResponseEntity.created(URI.create("/api/tokens/" + made.id()))
                .cacheControl(CacheControl.noStore())
                .body(made);
    }

    /** The keys that were not revoked, oldest first; those that have expired are among them. */
    @Operation(operationId = "listApiKeys", summary = "API keys that were not revoked, oldest first")
    @GetMapping
    ResponseEntity<List<ApiKeySummary>> list(
            @RequestParam(defaultValue = Paging.LIMIT_DEFAULT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        access.require(SCOPE);
        Paging page = Paging.of(limit, cursor);
        UUID after = page.after().isEmpty() ? FIRST : place(page.after());
        List<ApiKeySummary> summaries =
                keys.findByRevokedAtIsNullAndIdGreaterThanOrderById(after, Limit.of(page.fetch())).stream()
                        .map(ApiKey::summary)
                        .toList();
        return page.answer(summaries, "/api/tokens", summary -> summary.id().toString());
    }

    @Operation(operationId = "revokeApiKey", summary = "Revoke an API key")
    @ApiResponse(responseCode = "204", description = "It is revoked")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@PathVariable String id) {
        access.require(SCOPE);
        issue.revoke(id(id), Who.of(access.principal()));
        return ResponseEntity.noContent().build();
    }

    private static UUID place(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER, "The cursor is not one of this list. Leave it out.", e);
        }
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new MillraceException(
                    CommonError.NOT_FOUND, "There is no such API key. GET /api/tokens lists those there are.", e);
        }
    }
}
