package io.millrace.cli.project;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.gateway.ProblemException;
import io.millrace.cli.project.Plan.Change;
import io.millrace.cli.project.Plan.Effect;
import io.millrace.local.LocalException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The running Millrace to which a project is applied. */
final class Installation {
    private static final int ID_HEX_DIGITS = 16;
    private static final Pattern STATEMENT = Pattern.compile("\"pointer\":\"/views/(\\d{1,3})/");

    private final GatewayClient gateway;

    Installation(GatewayClient gateway) {
        this.gateway = gateway;
    }

    /** Stays the same for as long as the installation keeps its keys. */
    String id() throws InterruptedException {
        TreeSet<String> keys = new TreeSet<>();
        gateway.getJson("/.well-known/jwks.json")
                .path("keys")
                .forEach(key -> keys.add(key.path("kid").asString("")));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join(" ", keys).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What applying the file would do, by what is there now. */
    Change plan(ProjectFile file) throws InterruptedException {
        Optional<String> present = present(file);
        if (present.isEmpty()) {
            return new Change(file, Effect.CREATED);
        }
        return new Change(file, isSame(file, present.get()) ? Effect.UNCHANGED : Effect.CHANGED);
    }

    boolean has(Remembered thing) throws InterruptedException {
        if (thing.kindOf().isStatement()) {
            return statement(thing.kindOf(), thing.name()).isPresent();
        }
        HttpResponse<String> response = gateway.get(path(thing.kindOf(), thing.name()), Map.of());
        return response.statusCode() != 404
                && GatewayClient.requireSuccess(response).statusCode() == 200;
    }

    /** Why a view would be refused, with the file's name before it; empty where it would be taken. */
    Optional<String> refusal(ProjectFile view) throws InterruptedException {
        HttpResponse<String> response = gateway.post(
                "/api/views/plan", view.kind().mediaType(), view.text().getBytes(StandardCharsets.UTF_8));
        try {
            GatewayClient.requireSuccess(response);
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(view.file() + ": " + e.getMessage());
        }
    }

    /** @throws LocalException with the file's name before the problem where it is refused */
    void put(ProjectFile file) throws InterruptedException {
        try {
            GatewayClient.requireSuccess(
                    file.kind().isStatement()
                            ? sql(file.kind(), file.text())
                            : gateway.put(
                                    path(file.kind(), file.name()), file.kind().mediaType(), file.text()));
        } catch (ProblemException e) {
            throw new LocalException(file.file() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Creates views together, all or none: those over one stream share a runtime.
     *
     * @throws LocalException with the file's name before the problem where one is refused
     */
    void createViews(List<ProjectFile> views) throws InterruptedException {
        ArrayNode statements = GatewayClient.JSON.createArrayNode();
        views.forEach(view -> statements.addObject().put("sql", view.text()));
        byte[] body = GatewayClient.JSON
                .createObjectNode()
                .set("views", statements)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = gateway.post("/api/views/batch", "application/json", body);
        try {
            GatewayClient.requireSuccess(response);
        } catch (ProblemException e) {
            throw new LocalException(refused(views, response.body()) + ": " + e.getMessage(), e);
        }
    }

    /** The file of the statement that a problem's pointer names, or the folder where it names none. */
    private static Path refused(List<ProjectFile> views, String problem) {
        Matcher pointer = STATEMENT.matcher(problem);
        int index = pointer.find() ? Integer.parseInt(pointer.group(1)) : -1;
        Path first = views.getFirst().file();
        if (index >= 0 && index < views.size()) {
            return views.get(index).file();
        }
        Path folder = first.getParent();
        return folder == null ? first : folder;
    }

    private HttpResponse<String> sql(Kind kind, String statement) throws InterruptedException {
        return gateway.post(kind.path(), kind.mediaType(), statement.getBytes(StandardCharsets.UTF_8));
    }

    /** That of a derived stream or a table; empty where there is no such thing. */
    private Optional<String> statement(Kind kind, String name) throws InterruptedException {
        HttpResponse<String> response = sql(kind, "SHOW CREATE " + inSql(kind) + " " + name);
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        String answer = GatewayClient.requireSuccess(response).body();
        return Optional.of(GatewayClient.JSON.readTree(answer).path("text").asString(""));
    }

    private static String inSql(Kind kind) {
        return kind.word().toUpperCase(Locale.ROOT);
    }

    /** Removes a stream, table, view or workflow; a contract is retired, for its history stays. */
    void remove(Remembered thing) throws InterruptedException {
        String path = path(thing.kindOf(), thing.name());
        if (thing.kindOf() == Kind.CONTRACT) {
            JsonNode contract = gateway.getJson(path);
            if (contract instanceof ObjectNode document) {
                document.put("status", "retired");
                GatewayClient.requireSuccess(gateway.put(path, "application/json", document.toString()));
            }
            return;
        }
        Kind kind = thing.kindOf();
        if (kind.isStatement()) {
            GatewayClient.requireSuccess(sql(kind, "DROP " + inSql(kind) + " IF EXISTS " + thing.name()));
            return;
        }
        HttpResponse<String> response = gateway.delete(path);
        if (response.statusCode() != 404) {
            GatewayClient.requireSuccess(response);
        }
    }

    /** The definition as it was sent; for a contract the version that the file names, or else any. */
    private Optional<String> present(ProjectFile file) throws InterruptedException {
        String path = path(file.kind(), file.name());
        return switch (file.kind()) {
            case VIEW ->
                body(path, "application/json")
                        .map(text ->
                                GatewayClient.JSON.readTree(text).path("sql").asString(""));
            case STREAM, TABLE -> statement(file.kind(), file.name());
            case WORKFLOW -> body(path, "application/yaml");
            case CONTRACT -> {
                String version = Project.Yaml.read(file.text()).path("version").asString("");
                Optional<String> same = body(path + "/versions/" + encoded(version), "application/yaml");
                yield same.isPresent() ? same : body(path, "application/yaml");
            }
        };
    }

    private Optional<String> body(String path, String accept) throws InterruptedException {
        HttpResponse<String> response = gateway.get(path, Map.of("Accept", accept));
        return response.statusCode() == 404
                ? Optional.empty()
                : Optional.of(GatewayClient.requireSuccess(response).body());
    }

    private static boolean isSame(ProjectFile file, String present) {
        if (file.kind() == Kind.VIEW || file.kind().isStatement()) {
            return sql(file.text()).equals(sql(present));
        }
        try {
            return Project.Yaml.read(file.text()).equals(Project.Yaml.read(present));
        } catch (JacksonException e) {
            return file.text().equals(present);
        }
    }

    private static String sql(String text) {
        return text.strip().replaceFirst(";\\s*$", "").stripTrailing();
    }

    private static String path(Kind kind, String name) {
        return kind.path() + encoded(name);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
