package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopesTests {
    @Test
    void keepsWhatClientsMayHold() {
        List<String> scopes = List.of(
                "read:orders",
                "read:*",
                "write:a_1",
                "write:*",
                "contracts",
                "views",
                "workflows",
                "operate",
                "admin",
                "*");
        assertThat(Scopes.ofClient(scopes)).containsExactlyInAnyOrderElementsOf(scopes);
    }

    @Test
    void dropsEverythingElse() {
        assertThat(Scopes.ofClient(List.of(
                        "service",
                        "",
                        "read",
                        "read:",
                        "read:Orders",
                        "write:a b",
                        "ADMIN",
                        "admin service",
                        "openid")))
                .isEmpty();
    }
}
