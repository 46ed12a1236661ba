package io.millrace.benchmarks;

import io.millrace.benchmarks.MeterProcesses.Usage;
import io.millrace.benchmarks.PackedViews.Measured;
import io.millrace.benchmarks.PackedViews.Round;
import io.millrace.benchmarks.PackedViews.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Prints what the rounds cost, and the ratios to their baselines. Columns of three are the processes in their order. */
final class UsageTable {
    /** Which setup is compared with which. */
    private static final List<Map.Entry<Setup, Setup>> COMPARED = List.of(
            Map.entry(Setup.TEN_PACKED, Setup.ONE),
            Map.entry(Setup.TWENTY_PACKED, Setup.ONE),
            Map.entry(Setup.TEN_SINGLY, Setup.TEN_PACKED));

    private final List<Round> rounds = new ArrayList<>();

    void printHead() {
        System.out.println("Columns of three: " + String.join(", ", PackedViews.PROCESSES));
        System.out.printf(
                Locale.ROOT,
                "%-10s %-6s  %-20s %6s  %-14s  %-17s  %7s  %8s%n",
                "views",
                "",
                "CPU cores",
                "sum",
                "threads",
                "resident MiB",
                "lag ms",
                "events/s");
    }

    /** Rounds come in the order of their setups. */
    void print(Round round) {
        rounds.add(round);
        printRow(round, "loaded", round.loaded());
        printRow(round, "idle", round.idle());
    }

    void printRatios() {
        System.out.println("Ratios");
        printRatios("loaded", Round::loaded);
        printRatios("idle", Round::idle);
    }

    private static void printRow(Round round, String phase, Measured measured) {
        System.out.printf(
                Locale.ROOT,
                "%-10s %-6s  %s %6.3f  %s  %s  %7s  %8s%n",
                round.setup().title(),
                phase,
                three(measured, "%6.3f", Usage::cores),
                coresTogether(measured),
                three(measured, "%4.0f", Usage::threads),
                three(measured, "%5.0f", Usage::residentMebibytes),
                measured.lagMsMax().isPresent()
                        ? Long.toString(measured.lagMsMax().getAsLong())
                        : "-",
                measured.eventsPerSecond() == 0 ? "-" : Long.toString(measured.eventsPerSecond()));
    }

    private static String three(Measured measured, String format, ToDoubleFunction<Usage> figure) {
        return String.join(
                " ",
                usages(measured).stream()
                        .map(usage -> String.format(Locale.ROOT, format, figure.applyAsDouble(usage)))
                        .toList());
    }

    private void printRatios(String phase, Function<Round, Measured> window) {
        for (Map.Entry<Setup, Setup> pair : COMPARED) {
            Measured measured = window.apply(round(pair.getKey()));
            Measured baseline = window.apply(round(pair.getValue()));
            System.out.printf(
                    Locale.ROOT,
                    "%-21s %-6s  CPU cores %s, together %.2f; threads %s; resident %s%n",
                    pair.getKey().title() + " ÷ " + pair.getValue().title(),
                    phase,
                    ratios(measured, baseline, Usage::cores),
                    coresTogether(measured) / coresTogether(baseline),
                    ratios(measured, baseline, Usage::threads),
                    ratios(measured, baseline, Usage::residentMebibytes));
        }
    }

    private static String ratios(Measured measured, Measured baseline, ToDoubleFunction<Usage> figure) {
        StringBuilder ratios = new StringBuilder();
        for (int i = 0; i < PackedViews.PROCESSES.size(); i++) {
            double ratio = figure.applyAsDouble(usages(measured).get(i))
                    / figure.applyAsDouble(usages(baseline).get(i));
            ratios.append(String.format(Locale.ROOT, i == 0 ? "%.2f" : " %.2f", ratio));
        }
        return ratios.toString();
    }

    private Round round(Setup setup) {
        return rounds.get(setup.ordinal());
    }

    private static double coresTogether(Measured measured) {
        return usages(measured).stream().mapToDouble(Usage::cores).sum();
    }

    private static List<Usage> usages(Measured measured) {
        return List.copyOf(measured.usages().values());
    }
}
