package io.millrace.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.ServiceName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SecretsTests {
    @TempDir
    Path directory;

    private Home home;
    private Secrets secrets;

    @BeforeEach
    void make() {
        home = new Home(directory.resolve("home"));
        home.create();
        secrets = new Secrets(home);
        secrets.ensure();
        secrets.password("redis");
    }

    @Test
    void onlyTheOwnerCanReadAnySecret() throws IOException {
        try (Stream<Path> files = Files.walk(home.root())) {
            List<Path> secretFiles = files.filter(Files::isRegularFile).toList();
            assertThat(secretFiles)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.root())))
                .isEqualTo("rwx------");
    }

    @Test
    void theTokenIsThirtyTwoRandomBytes() throws IOException {
        assertThat(Base64.getUrlDecoder().decode(Files.readString(home.token())))
                .hasSize(32);
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        String token = Files.readString(home.token());
        String key = Files.readString(home.keys().resolve("gateway.jwk.json"));
        String password = secrets.password("redis");
        new Secrets(home).ensure();
        assertThat(Files.readString(home.token())).isEqualTo(token);
        assertThat(Files.readString(home.keys().resolve("gateway.jwk.json"))).isEqualTo(key);
        assertThat(new Secrets(home).password("redis")).isEqualTo(password);
    }

    @Test
    void thePublicSetHoldsEveryServicesKeyWithoutItsPrivatePart() throws IOException {
        JsonNode set = read("public.jwks.json").get("keys");
        assertThat(set.size()).isEqualTo(ServiceName.values().length);
        for (JsonNode key : set) {
            assertThat(key.has("d")).isFalse();
            assertThat(key.get("kid").asString()).matches("[a-z-]+-[0-9a-f]{12}");
        }
    }

    @Test
    void whatAServiceSignsIsVerifiedByItsPublicHalf() throws Exception {
        JsonNode key = read("gateway.jwk.json");
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
        KeyFactory factory = KeyFactory.getInstance("EC");
        byte[] message = "principal".getBytes(StandardCharsets.UTF_8);

        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(factory.generatePrivate(new ECPrivateKeySpec(number(key, "d"), curve)));
        signer.update(message);
        byte[] signature = signer.sign();

        Signature verifier = Signature.getInstance("SHA256withECDSA");
        ECPoint point = new ECPoint(number(key, "x"), number(key, "y"));
        verifier.initVerify(factory.generatePublic(new ECPublicKeySpec(point, curve)));
        verifier.update(message);
        assertThat(verifier.verify(signature)).isTrue();
    }

    private JsonNode read(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(home.keys().resolve(file)));
    }

    private static BigInteger number(JsonNode key, String member) {
        byte[] bytes = Base64.getUrlDecoder().decode(key.get(member).asString());
        assertThat(bytes).hasSize(32);
        return new BigInteger(1, bytes);
    }
}
