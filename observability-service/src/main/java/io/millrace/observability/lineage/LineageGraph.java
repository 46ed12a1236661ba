package io.millrace.observability.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.api.contract.PublishedContract;
import io.millrace.api.contract.StreamSchema;
import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who feeds whom: contract → stream → view, and stream → stream where a query derives one. Nodes are named {@code contract:id}, {@code stream:name}, {@code view:name}.
 *
 * @param nodes by id
 * @param edges by their ends
 */
record LineageGraph(List<Node> nodes, List<Edge> edges) {

    /**
     * @param version of the contract or view; null for a stream without an active contract
     * @param state the contract's status or the view's state; null for a stream
     * @param owner the contract's team
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Node(
            String id,
            String type,
            String name,
            @Nullable String version,
            @Nullable String state,
            @Nullable String owner) {}

    /** Something flows from one node to the other. */
    record Edge(String from, String to) implements Comparable<Edge> {
        @Override
        public int compareTo(Edge other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    /** Which way to go from a node. */
    enum Direction {
        UP,
        DOWN,
        BOTH
    }

    static LineageGraph of(Collection<PublishedContract> contracts, Collection<PublishedView> views) {
        Map<String, Node> nodes = new TreeMap<>();
        Set<Edge> edges = new TreeSet<>();
        for (PublishedContract contract : contracts) {
            String id = "contract:" + contract.id();
            nodes.put(
                    id,
                    new Node(id, "contract", contract.id(), contract.version(), contract.status(), contract.owner()));
            for (StreamSchema stream : contract.streams()) {
                String streamId = "stream:" + stream.stream();
                nodes.put(
                        streamId, new Node(streamId, "stream", stream.stream(), stream.contractVersion(), null, null));
                edges.add(new Edge(id, streamId));
                stream.derivedFrom().forEach(source -> edges.add(new Edge("stream:" + source, streamId)));
            }
        }
        edges.stream()
                .map(Edge::from)
                .filter(from -> from.startsWith("stream:"))
                .forEach(from -> nodes.putIfAbsent(from, gone(from.substring("stream:".length()))));
        for (PublishedView view : views) {
            String id = "view:" + view.name();
            nodes.put(
                    id,
                    new Node(
                            id,
                            "view",
                            view.name(),
                            String.valueOf(view.version()),
                            view.state().name(),
                            null));
            for (SourceStream source : view.sources()) {
                String streamId = "stream:" + source.stream();
                nodes.putIfAbsent(streamId, gone(source.stream()));
                edges.add(new Edge(streamId, id));
            }
        }
        return new LineageGraph(List.copyOf(nodes.values()), List.copyOf(edges));
    }

    /** A stream that no active contract describes. */
    private static Node gone(String stream) {
        return new Node("stream:" + stream, "stream", stream, null, null, null);
    }

    /** What the node is made of, what is made of it, or both; empty where there is no such node. */
    Optional<LineageGraph> around(String node, Direction direction) {
        if (nodes.stream().noneMatch(known -> known.id().equals(node))) {
            return Optional.empty();
        }
        Set<Edge> kept = new LinkedHashSet<>();
        if (direction != Direction.DOWN) {
            walk(node, true, kept);
        }
        if (direction != Direction.UP) {
            walk(node, false, kept);
        }
        Set<String> ids = new TreeSet<>(Set.of(node));
        kept.forEach(edge -> {
            ids.add(edge.from());
            ids.add(edge.to());
        });
        return Optional.of(new LineageGraph(
                nodes.stream().filter(known -> ids.contains(known.id())).toList(),
                edges.stream().filter(kept::contains).toList()));
    }

    private void walk(String start, boolean up, Set<Edge> kept) {
        Deque<String> open = new ArrayDeque<>(List.of(start));
        while (!open.isEmpty()) {
            String node = open.removeFirst();
            for (Edge edge : edges) {
                if ((up ? edge.to() : edge.from()).equals(node) && kept.add(edge)) {
                    open.addLast(up ? edge.from() : edge.to());
                }
            }
        }
    }
}
