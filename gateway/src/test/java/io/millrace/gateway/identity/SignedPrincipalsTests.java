package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.millrace.gateway.MutableClock;
import io.millrace.kernel.ServiceName;
import io.millrace.starter.identity.IdentitySettings;
import io.millrace.starter.identity.Principal;
import io.millrace.starter.identity.PrincipalTokens;
import io.millrace.testkit.TestIdentity;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignedPrincipalsTests {
    private static final Principal ALICE = new Principal("alice", "Alice", Set.of("read:*"));

    private final MutableClock clock = new MutableClock();
    private final IdentitySettings settings =
            new IdentitySettings(IdentitySettings.Mode.GATEWAY, null, null, null, null, Duration.ofSeconds(60));
    private final SignedPrincipals principals = new SignedPrincipals(
            new PrincipalTokens(
                    TestIdentity.keysHome().resolve("keys").resolve(ServiceName.GATEWAY.moduleName() + ".jwk.json"),
                    Duration.ofSeconds(60),
                    clock),
            settings,
            clock);

    @Test
    void signsOncePerPrincipalUntilAQuarterOfTheLifeIsLeft() {
        String first = principals.token(ALICE);
        clock.advance(Duration.ofMillis(44_999));
        assertThat(principals.token(ALICE)).isEqualTo(first);
        clock.advance(Duration.ofMillis(1));
        assertThat(principals.token(ALICE)).isNotEqualTo(first);
    }

    @Test
    void signsAnewWhenTheScopesChange() throws Exception {
        principals.token(ALICE);
        String other = principals.token(new Principal("alice", "Alice", Set.of("write:*")));
        assertThat(SignedJWT.parse(other).getJWTClaimsSet().getStringClaim("scope"))
                .isEqualTo("write:*");
    }
}
