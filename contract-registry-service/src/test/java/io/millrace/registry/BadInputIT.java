package io.millrace.registry;

import static io.millrace.registry.RunningRegistry.contract;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.RunningRegistry.Answer;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BadInputIT {
    private final RunningRegistry registry = RunningRegistry.shared();

    @Test
    void malformedYamlIsAnsweredWithItsLine() {
        Answer answer = registry.put("bad", "apiVersion: v3.1.0\nkind: DataContract\n  id: [bad\n");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("MALFORMED_CONTRACT");
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.json().path("violations").get(0).path("line").asInt()).isEqualTo(3);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:millrace:error:MALFORMED_CONTRACT");
    }

    @Test
    void everyViolationIsNamedAtOnce() {
        Answer answer = registry.put(
                "bad",
                contract("bad", "1.0.0", "active")
                        .replace("kind: DataContract", "kind: Contract")
                        .replace("value: departed_at", "value: departed")
                        .replace("'^[A-Z]{3}$'", "'(?=x)'"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.violationCodes()).containsExactly("ODCS_ENUM", "PATTERN", "EVENT_TIME");
        assertThat(answer.json().path("violations").get(2).path("hint").asString())
                .isEqualTo("Did you mean 'departed_at'?");
    }

    @Test
    void bombsAreRefusedQuickly() {
        String bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n" + "f: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
        assertThat(registry.put("bad", bomb).violationCodes()).containsExactly("SIZE");
        assertThat(registry.put("bad", "[".repeat(900_000)).violationCodes()).containsExactly("DEPTH");
        assertThat(registry.put("bad", "{a: ".repeat(200_000)).violationCodes()).containsExactly("DEPTH");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] latin = contract("bad", "1.0.0", "active")
                .replace("operations", "op\u00e9rations")
                .getBytes(StandardCharsets.ISO_8859_1);
        Answer answer = registry.send(registry.request("/api/contracts/bad", "contracts")
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(latin)));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.violationCodes()).containsExactly("ENCODING");
    }

    @Test
    void cursorsThatWereNotGivenOutAreRefused() {
        for (String list : List.of("/api/contracts", "/api/streams", "/api/tokens")) {
            assertThat(asAdministrator(list + "?cursor=broken").code()).as(list).isEqualTo("INVALID_PARAMETER");
            assertThat(asAdministrator(list + "?cursor=%FF").code()).as(list).isEqualTo("MALFORMED_REQUEST");
        }
        assertThat(asAdministrator("/api/tokens?cursor=YWJj").code()).isEqualTo("INVALID_PARAMETER");
    }

    private Answer asAdministrator(String path) {
        return registry.send(registry.request(path, "admin").GET());
    }

    @Test
    void largeBodiesAreRefused() {
        assertThat(registry.put("bad", "#".repeat(2 * 1024 * 1024)).status()).isEqualTo(413);
        assertThat(registry.put("bad", "# " + "x".repeat(1024 * 1024 - 2)).status())
                .isEqualTo(422);
    }

    @Test
    void aBodyWithoutEndIsCutOff() {
        InputStream endless = new InputStream() {
            private long left = 64L * 1024 * 1024;

            @Override
            public int read() {
                return left-- > 0 ? '#' : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                java.util.Arrays.fill(buffer, offset, offset + length, (byte) '#');
                left -= length;
                return length;
            }
        };
        int status;
        try {
            status = registry.send(registry.request("/api/contracts/bad", "contracts")
                            .header("Content-Type", "application/yaml")
                            .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> endless)))
                    .status();
        } catch (java.io.UncheckedIOException e) {
            // The server may close the connection before all was sent, and then the client sees no answer.
            status = 413;
        }
        assertThat(status).isEqualTo(413);
    }

    @Test
    void otherTypesAndCharsetsAreRefused() {
        assertThat(put("text/plain").status()).isEqualTo(415);
        assertThat(put("application/yaml; charset=utf-16").status()).isEqualTo(415);
        assertThat(put("text/x-yaml; charset=utf-8").status()).isEqualTo(201);
        assertThat(put("application/x-www-form-urlencoded").status()).isEqualTo(415);
    }

    private Answer put(String type) {
        return registry.send(registry.request("/api/contracts/typed", "contracts")
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofString(contract("typed", "1.0.0", "draft"))));
    }

    @Test
    void jsonIsTakenAndPlaced() {
        Answer answer = registry.send(
                registry.request("/api/contracts/bad", "contracts")
                        .header("Content-Type", "application/json")
                        .PUT(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\n\t\"apiVersion\": \"v3.1.0\",\n\t\"kind\": \"Contract\", \"id\": \"bad\",\n\t\"version\": 1}")));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.violationCodes()).containsExactlyInAnyOrder("ODCS_ENUM", "ODCS_TYPE", "ODCS_REQUIRED");
        answer.json()
                .path("violations")
                .forEach(violation -> assertThat(violation.path("line").asInt())
                        .isEqualTo(
                                switch (violation.path("code").asString()) {
                                    case "ODCS_ENUM" -> 3;
                                    case "ODCS_TYPE" -> 4;
                                    default -> 1;
                                }));
    }

    @Test
    void strangeIdsAreRefused() {
        for (String id : new String[] {"-x", "a%20b", "a%00b", "%C3%A9", "x".repeat(256)}) {
            assertThat(registry.put(id, contract("x", "1.0.0", "draft")).status())
                    .as(id)
                    .isBetween(400, 499);
        }
        assertThat(registry.get("/api/contracts/nobody").status()).isEqualTo(404);
        assertThat(registry.get("/api/contracts/nobody/changes").status()).isEqualTo(404);
        assertThat(registry.get("/api/contracts/nobody/versions").status()).isEqualTo(404);
        assertThat(registry.get("/api/streams/nobody").status()).isEqualTo(404);
    }
}
