package io.millrace.starter.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTests {

    @Test
    void aScopeHoldsForItsObjectOrForAll() {
        assertThat(with("read:orders").allows("read", "orders")).isTrue();
        assertThat(with("read:orders").allows("read", "refunds")).isFalse();
        assertThat(with("read:*").allows("read", "refunds")).isTrue();
        assertThat(with("read:*").allows("write", "refunds")).isFalse();
    }

    @Test
    void anAdministratorMayEverything() {
        assertThat(with("admin").allows("write", "orders")).isTrue();
        assertThat(with("admin").allows("contracts")).isTrue();
    }

    @Test
    void aServiceIsNoAdministrator() {
        assertThat(with("service").allows("contracts")).isFalse();
        assertThat(with("service").isService()).isTrue();
        assertThat(with("admin").isService()).isFalse();
    }

    private static Principal with(String... scopes) {
        return new Principal("p", "p", Set.of(scopes));
    }
}
