package io.millrace.benchmarks.nexmark;

import io.millrace.local.process.Jvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM in which an engine runs a query. What it prints goes to a file, which is kept where it fails. */
final class EngineProcess implements AutoCloseable {
    private static final int HEAP_MEBIBYTES = 2048;
    /** Compiler threads stay, so that the CPU time that they took can be asked for. */
    private static final List<String> OPTIONS = List.of("-XX:-UseDynamicNumberOfCompilerThreads");

    private static final int END_SECONDS = 10;
    private static final String FINISHED = "FINISHED";

    private final Process process;
    private final Path log;
    /** CPU time of the process when it said that it has finished. */
    private final CompletableFuture<CpuTime> finished = new CompletableFuture<>();

    private EngineProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static EngineProcess start(Engine engine, Query query, String bootstrapServers, long commitMs) throws IOException {
        Path log = Files.createTempFile(engine.name().toLowerCase(java.util.Locale.ROOT) + "-" + query.name(), ".log");
        List<String> program = new ArrayList<>(engine.program(query, bootstrapServers, commitMs));
        program.addAll(0, extraOptions(engine));
        Process process = new ProcessBuilder(Jvm.command(HEAP_MEBIBYTES, OPTIONS, program))
                .redirectErrorStream(true)
                .start();
        EngineProcess started = new EngineProcess(process, log);
        Thread.ofVirtual().start(started::listen);
        return started;
    }

    /** {@code -Dmillrace.options="…"} and so on: further options of an engine's JVM, as for a recording. */
    private static List<String> extraOptions(Engine engine) {
        String options = System.getProperty(engine.name().toLowerCase(java.util.Locale.ROOT) + ".options", "");
        return options.isBlank() ? List.of() : List.of(options.split(" "));
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader();
                var out = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(FINISHED)) {
                    finished.complete(cpu());
                }
                out.write(line);
                out.newLine();
                out.flush();
            }
        } catch (IOException e) {
            finished.completeExceptionally(e);
        }
        finished.completeExceptionally(new IllegalStateException("It ended without an end of its work; see " + log));
    }

    CpuTime cpu() {
        return CpuTime.of(process.toHandle());
    }

    CompletableFuture<CpuTime> finished() {
        return finished;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (finished.isDone() && !finished.isCompletedExceptionally()) {
            Files.deleteIfExists(log);
        }
    }
}
