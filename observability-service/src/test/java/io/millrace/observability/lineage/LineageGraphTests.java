package io.millrace.observability.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.observability.Published;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageGraphTests {
    private final LineageGraph graph = LineageGraph.of(
            List.of(Published.contract("sales", "orders", "returns"), Published.contract("crm", "customers")),
            List.of(
                    Published.view("revenue", 1000, "orders", "returns"),
                    Published.view("people", 1000, "customers"),
                    Published.view("orphan", 1000, "gone")));

    @Test
    void joinsContractsStreamsAndViews() {
        assertThat(ids(graph))
                .containsExactly(
                        "contract:crm",
                        "contract:sales",
                        "stream:customers",
                        "stream:gone",
                        "stream:orders",
                        "stream:returns",
                        "view:orphan",
                        "view:people",
                        "view:revenue");
        assertThat(graph.edges())
                .contains(
                        new LineageGraph.Edge("contract:sales", "stream:orders"),
                        new LineageGraph.Edge("stream:orders", "view:revenue"),
                        new LineageGraph.Edge("stream:gone", "view:orphan"))
                .hasSize(7);
    }

    @Test
    void goesUpDownAndBothWays() {
        assertThat(ids(graph.around("stream:orders", LineageGraph.Direction.UP).orElseThrow()))
                .containsExactly("contract:sales", "stream:orders");
        assertThat(ids(graph.around("stream:orders", LineageGraph.Direction.DOWN)
                        .orElseThrow()))
                .containsExactly("stream:orders", "view:revenue");
        assertThat(ids(graph.around("view:revenue", LineageGraph.Direction.BOTH).orElseThrow()))
                .containsExactly("contract:sales", "stream:orders", "stream:returns", "view:revenue");
        assertThat(graph.around("view:unknown", LineageGraph.Direction.BOTH)).isEmpty();
    }

    @Test
    void leadsFromStreamsToThoseThatQueriesDeriveOfThem() {
        LineageGraph derived = LineageGraph.of(
                List.of(Published.derived("late_orders", "orders", "gone"), Published.contract("sales", "orders")),
                List.of(Published.view("alarms", 1000, "late_orders")));

        assertThat(ids(derived.around("view:alarms", LineageGraph.Direction.UP).orElseThrow()))
                .containsExactly(
                        "contract:late_orders",
                        "contract:sales",
                        "stream:gone",
                        "stream:late_orders",
                        "stream:orders",
                        "view:alarms");
        assertThat(derived.edges()).contains(new LineageGraph.Edge("stream:orders", "stream:late_orders"));
    }

    private static List<String> ids(LineageGraph graph) {
        return graph.nodes().stream().map(LineageGraph.Node::id).toList();
    }
}
