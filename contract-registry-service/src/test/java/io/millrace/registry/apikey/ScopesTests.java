package io.millrace.registry.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "read:*",
                "write:orders",
                "read:orders_per_minute",
                "contracts",
                "views",
                "workflows",
                "operate",
                "admin"
            })
    void takesScopes(String scope) {
        assertThat(Scopes.isValid(scope)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "service",
                "read",
                "read:",
                "read:Orders",
                "write:a b",
                "contracts:*",
                "admin ",
                "execute:*"
            })
    void refusesTheRest(String scope) {
        assertThat(Scopes.isValid(scope)).isFalse();
    }
}
