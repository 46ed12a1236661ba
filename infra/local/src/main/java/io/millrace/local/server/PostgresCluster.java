package io.millrace.local.server;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** PostgreSQL's own directory: made once, and freed of a server that an earlier run left behind. */
final class PostgresCluster {
    private static final int CREATE_SECONDS_MAX = 120;
    private static final int LEFTOVER_SECONDS_MAX = 20;

    private final Path home;
    private final PostgresUser user;
    private final Path log;
    private final boolean durable;

    PostgresCluster(Path home, PostgresUser user, Path log, boolean durable) {
        this.home = home;
        this.user = user;
        this.log = log;
        this.durable = durable;
    }

    /** Makes the cluster beside its place and moves it there whole, so that a broken attempt leaves nothing that looks done. */
    void create(Path cluster, String adminPassword) {
        Path partial = cluster.resolveSibling("cluster.partial");
        Path password = cluster.resolveSibling("password");
        try {
            delete(partial);
            Files.deleteIfExists(password);
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password, adminPassword);
            run(initdb(partial, password));
            Files.move(partial, cluster, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalException(
                    "PostgreSQL's data directory " + cluster + " cannot be made (" + e.getMessage() + "); see " + log,
                    e);
        } finally {
            password.toFile().delete();
        }
    }

    private List<String> initdb(Path target, Path password) {
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of(
                home.resolve("bin/initdb").toString(),
                "-D",
                target.toString(),
                "-U",
                PostgresServer.ADMIN,
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--locale=C"));
        if (!durable) {
            command.add("--no-sync");
        }
        return command;
    }

    private void run(List<String> command) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(CREATE_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("initdb took longer than " + CREATE_SECONDS_MAX + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("initdb ended with code " + process.exitValue());
        }
    }

    /** Ends a postmaster that still serves this directory, and forgets the lock of one that is gone. */
    static void endLeftover(Path cluster) {
        Path lock = cluster.resolve("postmaster.pid");
        try (Stream<String> lines = Files.exists(lock) ? Files.lines(lock) : Stream.empty()) {
            var pid = lines.findFirst().map(String::strip).filter(line -> line.matches("\\d{1,10}"));
            if (pid.isEmpty()) {
                return;
            }
            var leftover = ProcessHandle.of(Long.parseLong(pid.get())).filter(PostgresCluster::isPostgres);
            if (leftover.isPresent()) {
                leftover.get().destroyForcibly();
                leftover.get().onExit().get(LEFTOVER_SECONDS_MAX, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(lock);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new LocalException(
                    "A PostgreSQL of an earlier run still serves " + cluster + " and does not end; end the process in "
                            + lock,
                    e);
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
