package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.process.Jvm;
import java.util.ArrayList;
import java.util.List;

/**
 * JVM sizes of a service on a laptop. Services on the data path get the optimizing compiler, but only for code that is ten
 * times as hot as the JVM asks for by itself: otherwise a third of the CPU time of a start goes into optimizing code that
 * only the start runs. For the others the quick compiler alone starts faster and keeps less memory.
 *
 * @param heapMebibytes greatest size of the heap
 * @param hot whether it is on the data path
 */
record ServiceJvm(int heapMebibytes, boolean hot) {

    private static final int START_HEAP_MEBIBYTES = 96;
    private static final String QUICK_COMPILER_ALONE = "-XX:TieredStopAtLevel=1";

    /** The JVM's own thresholds, times ten. */
    private static final List<String> OPTIMIZE_LATE = List.of(
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    static ServiceJvm of(ServiceName service) {
        return switch (service) {
            case GATEWAY -> new ServiceJvm(192, true);
            case CONTRACT_REGISTRY -> new ServiceJvm(160, false);
            case INGESTION -> new ServiceJvm(256, true);
            case STREAM_PROCESSOR -> new ServiceJvm(448, true);
            case VIEW -> new ServiceJvm(256, true);
            case ORCHESTRATION -> new ServiceJvm(128, false);
            case OBSERVABILITY -> new ServiceJvm(128, false);
        };
    }

    /** {@code java} and its options, without the program. */
    List<String> command(List<String> extraOptions) {
        return command(hot ? OPTIMIZE_LATE : List.of(QUICK_COMPILER_ALONE), extraOptions);
    }

    /**
     * The same for recording an AOT cache: with the quick compiler alone, so that the cache holds no profiles. They cost half
     * of the recording and make a later start optimize at once what only the start runs.
     */
    List<String> recordingCommand(List<String> extraOptions) {
        return command(List.of(QUICK_COMPILER_ALONE), extraOptions);
    }

    private List<String> command(List<String> compilers, List<String> extraOptions) {
        List<String> options = new ArrayList<>();
        // Room enough that the start does not spend itself on collecting garbage.
        options.add("-Xms" + Math.min(heapMebibytes, START_HEAP_MEBIBYTES) + "m");
        options.add("-XX:MetaspaceSize=96m");
        options.add("-XX:MaxDirectMemorySize=96m");
        options.add("-XX:ReservedCodeCacheSize=" + (hot ? 96 : 48) + "m");
        options.addAll(compilers);
        options.add("-Djava.awt.headless=true");
        options.add("--enable-native-access=ALL-UNNAMED");
        options.addAll(extraOptions);
        return Jvm.command(heapMebibytes, options, List.of());
    }
}
