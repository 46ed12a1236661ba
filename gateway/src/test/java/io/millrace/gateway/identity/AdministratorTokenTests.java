package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministratorTokenTests {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef0123456789a";

    @TempDir
    Path home;

    @Test
    void knowsTheTokenOfTheFile() throws Exception {
        AdministratorToken token = token(TOKEN + "\n");
        assertThat(token.principal(TOKEN)).contains(AdministratorToken.ADMINISTRATOR);
        assertThat(token.principal(TOKEN + "x")).isEmpty();
        assertThat(token.principal("")).isEmpty();
    }

    @Test
    void knowsNobodyWithoutAFile() {
        assertThat(new AdministratorToken(home.resolve("token")).principal("")).isEmpty();
    }

    @Test
    void knowsNobodyByAnEmptyOrShortFile() throws Exception {
        assertThat(token("").principal("")).isEmpty();
        assertThat(token("short").principal("short")).isEmpty();
    }

    @Test
    void forgetsTheOldTokenWhenTheFileChanges() throws Exception {
        AdministratorToken token = token(TOKEN);
        assertThat(token.principal(TOKEN)).isPresent();
        String next = "x" + TOKEN;
        Files.writeString(home.resolve("token"), next);
        Files.setLastModifiedTime(
                home.resolve("token"), FileTime.from(Instant.now().plusSeconds(10)));
        assertThat(token.principal(TOKEN)).isEmpty();
        assertThat(token.principal(next)).isPresent();
        Files.delete(home.resolve("token"));
        assertThat(token.principal(next)).isEmpty();
    }

    private AdministratorToken token(String content) throws Exception {
        Files.writeString(home.resolve("token"), content);
        return new AdministratorToken(home.resolve("token"));
    }
}
