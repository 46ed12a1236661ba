package io.millrace.local.supervisor;

import io.millrace.local.process.OwnedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The states of all processes in one place; each change is written to the status file at once. */
final class StatusBoard {
    private final StatusFile file;
    private final Consumer<String> journal;
    private final Map<String, ProcessStatus> statuses = new LinkedHashMap<>();

    /** @param journal takes one line for each thing that a reader of the log should know */
    StatusBoard(StatusFile file, Consumer<String> journal) {
        this.file = file;
        this.journal = journal;
    }

    synchronized void set(ProcessStatus status) {
        statuses.put(status.name(), status);
        notifyAll();
        try {
            file.write(new ArrayList<>(statuses.values()));
        } catch (IOException e) {
            journal.accept("the states cannot be written for other commands to see: " + e);
        }
    }

    void set(String name, int port, ProcessState state, OwnedProcess process, @Nullable String detail) {
        long startedAt =
                ProcessHandle.of(process.pid()).map(Leftovers::startedAt).orElse(0L);
        set(new ProcessStatus(name, process.pid(), port, state, startedAt, detail));
    }

    synchronized List<ProcessStatus> all() {
        return List.copyOf(statuses.values());
    }

    /** Waits until all the named are READY. */
    synchronized void awaitReady(Set<String> names) throws InterruptedException {
        while (!names.stream().allMatch(this::isReady)) {
            wait();
        }
    }

    private boolean isReady(String name) {
        ProcessStatus status = statuses.get(name);
        return status != null && status.state() == ProcessState.READY;
    }
}
