package io.millrace.observability.lineage;

import io.millrace.api.contract.PublishedContract;
import io.millrace.api.view.PublishedView;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.observability.ObservabilityError;
import io.millrace.starter.catalog.CompactedTable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/lineage}. */
@RestController
@Tag(name = "Observability", description = "Freshness, measurements and lineage")
class LineageController {
    private final CompactedTable<PublishedContract> contracts;
    private final CompactedTable<PublishedView> views;

    LineageController(CompactedTable<PublishedContract> contracts, CompactedTable<PublishedView> views) {
        this.contracts = contracts;
        this.views = views;
    }

    /**
     * The whole graph, or the part of it around a node.
     *
     * @param node for example {@code stream:orders}; the whole graph where it is left out
     * @param direction {@code up} (what it is made of), {@code down} (what is made of it) or {@code both}
     */
    @Operation(
            operationId = "getLineage",
            summary = "What is made of what",
            description = "The whole graph, or the part around a node such as stream:orders: up is what it is made of,"
                    + " down what is made of it.")
    @GetMapping(path = "/api/lineage", produces = MediaType.APPLICATION_JSON_VALUE)
    LineageGraph lineage(
            @RequestParam(defaultValue = "") String node, @RequestParam(defaultValue = "both") String direction) {
        if (!contracts.ready() || !views.ready()) {
            throw new MillraceException(
                    ObservabilityError.LINEAGE_NOT_READY,
                    "Contracts and views have not been read from Kafka since this service started. Try again when Kafka"
                            + " can be reached.");
        }
        LineageGraph graph = LineageGraph.of(contracts.values(), views.values());
        LineageGraph.Direction way = direction(direction);
        if (node.isEmpty()) {
            return graph;
        }
        return graph.around(node, way)
                .orElseThrow(() -> new MillraceException(
                        ObservabilityError.NODE_NOT_FOUND,
                        "There is no node '" + node + "'. Nodes are named contract:id, stream:name or view:name."));
    }

    private static LineageGraph.Direction direction(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "up" -> LineageGraph.Direction.UP;
            case "down" -> LineageGraph.Direction.DOWN;
            case "both" -> LineageGraph.Direction.BOTH;
            default ->
                throw new MillraceException(CommonError.INVALID_PARAMETER, "direction must be up, down or both.");
        };
    }
}
