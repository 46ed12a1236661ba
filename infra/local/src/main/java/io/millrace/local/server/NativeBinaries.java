package io.millrace.local.server;

import io.millrace.local.LocalException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the programs of PostgreSQL and Redis that come inside jars; once per directory, also when two processes try. */
final class NativeBinaries {
    private static final String OS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    private final Path directory;

    /** @param directory where the programs are kept, shared by all data directories of a home */
    NativeBinaries(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    /** The directory that holds PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
    Path postgres(String version) {
        String resource = "/postgres-" + OS + "-" + (ARM ? "arm_64" : "x86_64") + ".txz";
        return once("postgres-" + version, resource, NativeBinaries::untar);
    }

    /** The {@code redis-server} program. */
    Path redis() {
        String resource = switch (OS + (ARM ? "-arm64" : "-amd64")) {
            case "darwin-arm64" -> "/redis-server-6.2.6-v5-darwin-arm64";
            case "darwin-amd64" -> "/redis-server-6.2.6-v5-darwin-amd64";
            case "linux-arm64" -> "/redis-server-6.2.7-linux-arm64";
            default -> "/redis-server-6.2.6-v5-linux-amd64";
        };
        Path home = once("redis" + resource.replace("/redis-server", ""), resource, (in, target) -> {
            Path program = Files.createDirectories(target).resolve("redis-server");
            Files.copy(in, program);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        });
        return home.resolve("redis-server");
    }

    private interface Unpack {
        void unpack(InputStream in, Path target) throws IOException;
    }

    private Path once(String name, String resource, Unpack unpack) {
        Path target = directory.resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(directory);
            try (FileChannel lockFile = FileChannel.open(
                    directory.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                synchronized (NativeBinaries.class) {
                    try (var lock = lockFile.lock()) {
                        unpackUnlessThere(target, resource, unpack);
                    }
                }
            }
            return target;
        } catch (IOException e) {
            throw new LocalException(
                    "The programs of " + name + " cannot be unpacked into " + directory + " (" + e.getMessage()
                            + "); see that the directory is writable and the disk is not full",
                    e);
        }
    }

    private void unpackUnlessThere(Path target, String resource, Unpack unpack) throws IOException {
        if (Files.isDirectory(target)) {
            return;
        }
        try (InputStream in = NativeBinaries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new LocalException("There is no embedded program " + resource + " for this system ("
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + "); run the server yourself and set MILLRACE_POSTGRES or MILLRACE_REDIS");
            }
            Path partial = directory.resolve(target.getFileName() + ".partial");
            delete(partial);
            unpack.unpack(in, partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void untar(InputStream in, Path target) throws IOException {
        Files.createDirectories(target);
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the archive names a file outside of its directory: " + entry.getName());
                }
                untarEntry(tar, entry, file);
            }
        }
    }

    private static void untarEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(
                    file, file.resolveSibling(Path.of(entry.getLinkName()).getFileName()));
        } else {
            Files.copy(tar, file);
            String permissions = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, java.io.IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
