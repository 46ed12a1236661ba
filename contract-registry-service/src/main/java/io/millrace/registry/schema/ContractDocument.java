package io.millrace.registry.schema;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.registry.RegistryError;
import io.millrace.registry.compatibility.CompatibilityMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contract that was read and obeys the standard.
 *
 * @param name the contract's human name
 * @param owner the owning team's name
 * @param streams what it describes, compiled; empty for a draft, to which stream rules do not apply
 * @param compatibility whether a version may leave out a stream of the one before
 * @param source as it was sent
 */
public record ContractDocument(
        String id,
        String version,
        String status,
        @Nullable String name,
        @Nullable String owner,
        List<CompiledStream> streams,
        CompatibilityMode compatibility,
        SourceDocument source) {
    /** The one status under which a contract's streams take events. */
    public static final String ACTIVE = "active";

    private static final int VERSION_LENGTH_MAX = 100;
    private static final int STATUS_LENGTH_MAX = 100;
    private static final String SEMANTIC_VERSION = "v?\\d{1,9}(\\.\\d{1,9}){0,2}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?";

    /**
     * Checks everything that can be known from the document alone.
     *
     * @param id what the document's id must be
     * @throws MillraceException with {@link RegistryError#INVALID_CONTRACT} and every violation
     */
    public static ContractDocument of(SourceDocument source, String id) {
        Findings findings = new Findings(source);
        OdcsSchema.check(source, findings);
        Element root = Element.root(source);
        checkHead(root, id, findings);
        List<CompiledStream> streams =
                ACTIVE.equals(root.text("status")) ? CompileStreams.compile(root, findings) : List.of();
        List<Violation> violations = findings.violations();
        if (!violations.isEmpty()) {
            throw invalid(violations);
        }
        return new ContractDocument(
                id,
                require(root.text("version")),
                require(root.text("status")),
                shortened(root.text("name")),
                shortened(owner(root)),
                streams,
                CompileStreams.compatibility(root, new Findings(source)),
                source);
    }

    static MillraceException invalid(List<Violation> violations) {
        Violation first = violations.getFirst();
        String more = violations.size() == 1 ? "" : " (and " + (violations.size() - 1) + " more)";
        String pointer = first.pointer() == null || first.pointer().isEmpty() ? "" : ", " + first.pointer();
        return new MillraceException(
                RegistryError.INVALID_CONTRACT,
                "line " + first.line() + pointer + ": " + first.detail() + more,
                violations);
    }

    private static void checkHead(Element root, String id, Findings findings) {
        String given = root.text("id");
        if (given != null && !given.equals(id)) {
            findings.add(
                    root.get("id"),
                    "ID",
                    "The document's id is '" + shown(given) + "', but the path says '" + id + "'. Make them the same.");
        }
        String version = root.text("version");
        if (version != null && (version.length() > VERSION_LENGTH_MAX || !version.matches(SEMANTIC_VERSION))) {
            findings.add(
                    root.get("version"),
                    "VERSION",
                    "'" + shown(version)
                            + "' is no semantic version, so that it cannot be ordered. Write one like 1.0.0.");
        }
        String status = root.text("status");
        if (status != null && (status.isBlank() || status.length() > STATUS_LENGTH_MAX)) {
            findings.add(
                    root.get("status"),
                    "STATUS",
                    "The status is blank or longer than " + STATUS_LENGTH_MAX + " characters. Write one like draft.");
        }
    }

    private static @Nullable String owner(Element root) {
        Element team = root.get("team");
        if (team.node().isObject()) {
            return team.text("name");
        }
        return root.items("team").stream()
                .filter(member -> "owner".equalsIgnoreCase(String.valueOf(member.text("role"))))
                .map(member -> member.has("name") ? member.text("name") : member.text("username"))
                .findFirst()
                .orElse(null);
    }

    private static String require(@Nullable String text) {
        if (text == null) {
            throw new IllegalStateException(
                    "the standard's schema has let a contract pass that lacks a required member");
        }
        return text;
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= 255 ? text : text.substring(0, 255);
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
