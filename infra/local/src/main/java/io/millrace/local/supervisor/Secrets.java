package io.millrace.local.supervisor;

import io.millrace.kernel.ServiceName;
import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The installation's secrets, made at the first start and kept; each in a file that only its owner can read. */
final class Secrets {
    private static final int TOKEN_BYTES = 32;

    private final Home home;
    private final SecureRandom random = new SecureRandom();

    Secrets(Home home) {
        this.home = home;
    }

    /** Makes what is missing. */
    void ensure() {
        token(home.token());
        token(home.root().resolve("metrics-token"));
        List<ServiceKey> keys = new ArrayList<>();
        for (ServiceName service : ServiceName.values()) {
            keys.add(key(service));
        }
        write(home.keys().resolve("public.jwks.json"), ServiceKey.publicSet(keys));
    }

    /** The password of a server or role, for example {@code redis}. */
    String password(String name) {
        return token(home.secrets().resolve(name));
    }

    private ServiceKey key(ServiceName service) {
        Path file = home.keys().resolve(service.moduleName() + ".jwk.json");
        if (Files.exists(file)) {
            return ServiceKey.parse(read(file));
        }
        ServiceKey key = ServiceKey.generate(service.moduleName(), random);
        write(file, key.privateJson());
        return key;
    }

    private String token(Path file) {
        if (Files.exists(file)) {
            return read(file).strip();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        write(file, token);
        return token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LocalException(file + " cannot be read; make it readable for this user", e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalException(
                    file + " cannot be written; see that the disk is not full and the directory writable", e);
        }
    }
}
