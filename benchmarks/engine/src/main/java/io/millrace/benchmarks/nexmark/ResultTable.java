package io.millrace.benchmarks.nexmark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints what was measured as a table in Markdown: medians over the turns, ratios against Flink, their geometric mean. */
final class ResultTable {
    /** Behind the name of a query whose windows are shown at their close. */
    static final String AT_CLOSE = " at close";

    private final Map<String, Map<Engine, List<MeasureRun.Measured>>> measured;
    private final Map<String, String> compared;
    /** Millrace's CPU by that of Flink. */
    private final Map<String, Double> ratios = new HashMap<>();

    /** @param compared per query what the comparison of rows said */
    ResultTable(Map<String, Map<Engine, List<MeasureRun.Measured>>> measured, Map<String, String> compared) {
        this.measured = measured;
        this.compared = compared;
    }

    void print() {
        System.out.println();
        System.out.println(
                "| query | Millrace CPU-s/M | naive DSL | Flink SQL | against Flink | Millrace events/s | naive DSL | Flink SQL | rows |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        measured.forEach(this::print);
        if (!ratios.isEmpty()) {
            System.out.printf(
                    "%nGeometric mean of %d queries: %.2f of Flink's CPU",
                    queries().count(), mean(name -> name));
            System.out.printf(
                    "; with windows at their close: %.2f%n",
                    mean(name -> ratios.containsKey(name + AT_CLOSE) ? name + AT_CLOSE : name));
        }
    }

    private void print(String query, Map<Engine, List<MeasureRun.Measured>> runs) {
        Double millrace = median(runs.get(Engine.MILLRACE), MeasureRun.Measured::cpuSecondsPerMillion);
        Double flink = median(runs.get(Engine.FLINK), MeasureRun.Measured::cpuSecondsPerMillion);
        Double ratio = millrace == null || flink == null ? null : millrace / flink;
        if (ratio != null) {
            ratios.put(query, ratio);
        }
        System.out.printf(
                "| %s | %s | %s | %s | %s | %s | %s | %s | %s |%n",
                query,
                text("%.1f", millrace),
                text("%.1f", median(runs.get(Engine.DSL), MeasureRun.Measured::cpuSecondsPerMillion)),
                text("%.1f", flink),
                text("%.2f", ratio),
                text("%,.0f", median(runs.get(Engine.MILLRACE), MeasureRun.Measured::eventsPerSecond)),
                text("%,.0f", median(runs.get(Engine.DSL), MeasureRun.Measured::eventsPerSecond)),
                text("%,.0f", median(runs.get(Engine.FLINK), MeasureRun.Measured::eventsPerSecond)),
                compared.getOrDefault(query, ""));
    }

    private Stream<String> queries() {
        return ratios.keySet().stream().filter(name -> !name.endsWith(AT_CLOSE));
    }

    /** @param form of a query that counts */
    private double mean(UnaryOperator<String> form) {
        return Math.exp(queries()
                .mapToDouble(name -> Math.log(ratios.getOrDefault(form.apply(name), Double.NaN)))
                .average()
                .orElse(Double.NaN));
    }

    private static String text(String format, @Nullable Double value) {
        return value == null ? "" : format.formatted(value);
    }

    private static @Nullable Double median(
            @Nullable List<MeasureRun.Measured> runs, ToDoubleFunction<MeasureRun.Measured> figure) {
        if (runs == null || runs.isEmpty()) {
            return null;
        }
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
