package io.millrace.starter.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedStatementsTests {
    private static final String TYPE = "thing+jwt";
    private static final byte[] PAYLOAD = "{\"thing\":1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private SignedStatements mine;
    private SignedStatements others;
    private SignedStatements strangers;

    @BeforeEach
    void keys() throws Exception {
        ECKey mineKey = key("mine");
        ECKey othersKey = key("others");
        Files.writeString(
                directory.resolve("public.jwks.json"),
                new JWKSet(othersKey).toPublicJWKSet().toString());
        KeySet keys = new KeySet(directory.resolve("public.jwks.json"), URI.create("http://127.0.0.1:9/keys"));
        mine = new SignedStatements(file(mineKey), keys);
        others = new SignedStatements(file(othersKey), keys);
        strangers = new SignedStatements(file(key("strangers")), keys);
    }

    private static ECKey key(String id) throws Exception {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private SigningKey file(ECKey key) throws Exception {
        Path file = directory.resolve(key.getKeyID() + ".jwk.json");
        Files.writeString(file, key.toJSONString());
        return new SigningKey(file);
    }

    @Test
    void isVerifiedByTheOwnKeyAndByThoseOfTheKeySet() {
        assertThat(mine.verified(TYPE, mine.sign(TYPE, PAYLOAD))).isEqualTo(PAYLOAD);
        assertThat(mine.verified(TYPE, others.sign(TYPE, PAYLOAD))).isEqualTo(PAYLOAD);
        assertThat(mine.verified(TYPE, strangers.sign(TYPE, PAYLOAD))).isNull();
    }

    @Test
    void isNothingWhereAnyCharacterIsAnotherOne() {
        String statement = mine.sign(TYPE, PAYLOAD);
        for (int i = 0; i < statement.length(); i++) {
            for (char other : new char[] {'A', 'B', 'w', '_', '.', '=', ' '}) {
                if (statement.charAt(i) != other) {
                    String tampered = statement.substring(0, i) + other + statement.substring(i + 1);
                    assertThat(mine.verified(TYPE, tampered)).as(tampered).isNull();
                }
            }
        }
        for (String junk : new String[] {"", ".", "..", "a.b.c", statement + "A", statement.substring(1)}) {
            assertThat(mine.verified(TYPE, junk)).as(junk).isNull();
        }
    }

    @Test
    void isOfItsTypeAlone() {
        assertThat(mine.verified("other+jwt", mine.sign(TYPE, PAYLOAD))).isNull();
        PrincipalTokens tokens =
                new PrincipalTokens(directory.resolve("mine.jwk.json"), Duration.ofMinutes(1), Clock.systemUTC());
        assertThat(mine.verified(TYPE, tokens.sign(new Principal("p", "p", Set.of()))))
                .isNull();
    }

    @Test
    void saysWhereTheKeyIsMissing() {
        SignedStatements keyless = new SignedStatements(
                new SigningKey(directory.resolve("none.jwk.json")),
                new KeySet(directory.resolve("public.jwks.json"), URI.create("http://127.0.0.1:9/keys")));
        assertThatThrownBy(() -> keyless.sign(TYPE, PAYLOAD)).hasMessageContaining("none.jwk.json");
        assertThat(keyless.verified(TYPE, others.sign(TYPE, PAYLOAD))).isEqualTo(PAYLOAD);
    }
}
