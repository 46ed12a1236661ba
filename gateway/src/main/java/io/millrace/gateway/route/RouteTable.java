package io.millrace.gateway.route;

import static io.millrace.gateway.route.Route.Patience.CHANGES;
import static io.millrace.gateway.route.Route.Patience.DEFAULT;
import static io.millrace.gateway.route.Route.Patience.INGESTION;
import static io.millrace.gateway.route.Route.Patience.ROWS;

import io.millrace.kernel.ServiceName;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Which public path belongs to which service; the first line that matches counts. Nothing else is reachable from outside. */
public final class RouteTable {
    static final List<Route> ROUTES = List.of(
            Route.of(
                    "events",
                    ServiceName.INGESTION,
                    INGESTION,
                    "/api/streams/{stream}/events",
                    "/api/streams/{stream}/quarantine/**"),
            Route.of(
                    "contracts",
                    ServiceName.CONTRACT_REGISTRY,
                    DEFAULT,
                    "/api/contracts/**",
                    "/api/tokens/**",
                    "/api/streams",
                    "/api/streams/{stream}"),
            // A view may be named read: only what is posted is a read of several.
            Route.ofReads(
                    "reads", ServiceName.VIEW, ROWS, "/api/views/read", "/api/features/online", "/api/receipts/verify"),
            Route.of("rows", ServiceName.VIEW, ROWS, "/api/views/{view}/rows/**"),
            Route.of("changes", ServiceName.VIEW, CHANGES, "/api/views/{view}/changes"),
            Route.of("views", ServiceName.STREAM_PROCESSOR, DEFAULT, "/api/views/**", "/api/sql"),
            Route.of("run-events", ServiceName.ORCHESTRATION, CHANGES, "/api/runs/{run}/events"),
            Route.of("workflows", ServiceName.ORCHESTRATION, DEFAULT, "/api/workflows/**", "/api/runs/**"),
            Route.of(
                    "observations",
                    ServiceName.OBSERVABILITY,
                    DEFAULT,
                    "/api/lineage/**",
                    "/api/v1/lineage/**",
                    "/api/freshness/**",
                    "/api/costs/**",
                    "/api/incidents/**",
                    "/api/slos/**",
                    "/api/anomalies/**",
                    "/api/measurements/**"));

    private record Line(PathPattern pattern, Route route) {}

    private static final List<Line> LINES = ROUTES.stream()
            .flatMap(route -> route.patterns().stream()
                    .map(pattern -> new Line(PathPatternParser.defaultInstance.parse(pattern), route)))
            .toList();

    private RouteTable() {}

    /** The service that answers a path; empty where the gateway does not route it. */
    public static Optional<ServiceName> ownerOf(String path) {
        return line(path).map(line -> line.route().target());
    }

    /** Whether a request changes nothing, though its method is one that may: a read that has a body. */
    public static boolean isRead(String method, String path) {
        return line(path)
                .map(line -> line.route().method())
                .filter(only -> only.matches(method))
                .isPresent();
    }

    private static Optional<Line> line(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return LINES.stream().filter(line -> line.pattern().matches(parsed)).findFirst();
    }
}
