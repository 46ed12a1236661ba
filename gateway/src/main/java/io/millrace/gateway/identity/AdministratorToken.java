package io.millrace.gateway.identity;

import io.millrace.starter.identity.Principal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of the one who runs the installation: the file {@code token} in Millrace's home. Without the file, or with one
 * that is shorter than {@value #CHARACTERS_MIN} characters, nobody is the administrator. A changed file counts at once.
 */
final class AdministratorToken {
    static final Principal ADMINISTRATOR = new Principal("administrator", "administrator", Set.of("admin"));

    private static final Logger LOG = LoggerFactory.getLogger(AdministratorToken.class);
    private static final int CHARACTERS_MIN = 32;

    private final Path file;
    private volatile @Nullable Loaded loaded;

    private record Loaded(FileTime modified, byte[] token) {}

    AdministratorToken(Path file) {
        this.file = file;
    }

    /** Takes the same time whether the first or the last character is wrong. */
    Optional<Principal> principal(String token) {
        byte[] expected = expected();
        boolean same = expected.length >= CHARACTERS_MIN
                && MessageDigest.isEqual(expected, token.getBytes(StandardCharsets.UTF_8));
        return same ? Optional.of(ADMINISTRATOR) : Optional.empty();
    }

    private byte[] expected() {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Loaded present = loaded;
            if (present == null || !present.modified().equals(modified)) {
                present = new Loaded(modified, Files.readString(file).strip().getBytes(StandardCharsets.UTF_8));
                loaded = present;
            }
            return present.token();
        } catch (IOException e) {
            LOG.debug("{} cannot be read: nobody is the administrator", file, e);
            loaded = null;
            return new byte[0];
        }
    }
}
