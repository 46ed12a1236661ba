package io.millrace.local.supervisor;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One server or service, as the supervisor keeps it in its status file.
 *
 * @param name module name of a service, or {@code kafka}, {@code postgres}, {@code redis}
 * @param pid the server's own process; null where it does not run or is not ours
 * @param port where it listens
 * @param state where it is in its life
 * @param startedAt epoch milliseconds of the process' start as the system tells it, 0 where there is none
 * @param detail what went wrong last, or where an external server is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProcessStatus(
        String name,
        @Nullable Long pid,
        int port,
        ProcessState state,
        long startedAt,
        @Nullable String detail) {

    static ProcessStatus of(String name, int port, ProcessState state, @Nullable String detail) {
        return new ProcessStatus(name, null, port, state, 0, detail);
    }

    /** The same process, which an earlier supervisor started and the present one only ends. */
    ProcessStatus stopped() {
        return new ProcessStatus(name, pid, port, ProcessState.STOPPED, startedAt, detail);
    }
}
