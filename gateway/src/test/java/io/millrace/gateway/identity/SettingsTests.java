package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SettingsTests {
    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }

    @Test
    void hasDefaults() {
        assertThat(bind("millrace.gateway.api-keys", ApiKeySettings.class, Map.of()))
                .isEqualTo(new ApiKeySettings(
                        Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 10_000, 64));
        assertThat(bind("millrace.gateway.cors", CorsSettings.class, Map.of())).isEqualTo(new CorsSettings(List.of()));
        assertThat(bind("millrace.identity.oidc", OidcSettings.class, Map.of()))
                .isEqualTo(new OidcSettings(
                        null, "", Duration.ofSeconds(30), new OidcSettings.Claims("name", "scope", ""), Map.of()));
    }

    @Test
    void readsScopesOfRoles() {
        OidcSettings settings = bind(
                "millrace.identity.oidc",
                OidcSettings.class,
                Map.of("millrace.identity.oidc.scopes.ops", "operate,views"));
        assertThat(settings.scopes()).isEqualTo(Map.of("ops", List.of("operate", "views")));
    }

    @Test
    void demandsAnAudienceWithAnIssuer() {
        Map<String, String> properties = Map.of("millrace.identity.oidc.issuer-uri", "https://issuer.example");
        assertThatThrownBy(() -> bind("millrace.identity.oidc", OidcSettings.class, properties))
                .rootCause()
                .hasMessageContaining("audience");
    }

    @Test
    void refusesToTakeCallsFromEveryPage() {
        assertThatThrownBy(() -> new CorsSettings(List.of("*"))).hasMessageContaining("list the origins");
    }
}
