package io.millrace.kernel;

/** The Kafka topics that are Millrace's own, before the {@link Namespace} prefix. */
public final class Topics {
    /** Compacted: contract id → the contract as published, whole. */
    public static final String CONTRACTS = "millrace.contracts";
    /** Compacted: view name → the view's definition, whole. */
    public static final String VIEWS = "millrace.views";
    /** Facts: changes of runs. */
    public static final String RUNS = "millrace.runs";
    /** Facts: aggregated measurements, one record per hop, stream or view, and second. */
    public static final String MEASUREMENTS = "millrace.measurements";

    private Topics() {}

    /** What was refused at the door of a stream, whole. */
    public static String quarantine(String streamTopic) {
        return streamTopic + ".quarantine";
    }

    /** The rows of one version of a view, compacted by the view's key. */
    public static String viewChangelog(String view, int version) {
        return "millrace.view." + view + ".v" + version;
    }

    /** Rows that an expression of the view could not evaluate. */
    public static String viewQuarantine(String view, int version) {
        return viewChangelog(view, version) + ".quarantine";
    }
}
