package io.millrace.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class CredentialTests {
    private final MockHttpServletRequest request = new MockHttpServletRequest();

    @Test
    void isAbsentWithoutHeaders() {
        assertThat(Credential.of(request)).isEqualTo(new Credential.Absent());
    }

    @Test
    void tellsKeysFromTokens() {
        request.addHeader("Authorization", "bearer  mr_key ");
        assertThat(Credential.of(request)).isEqualTo(new Credential.ApiKey("mr_key"));
    }

    @Test
    void takesTokensAsTheyAre() {
        request.addHeader("Authorization", "Bearer a.b.c");
        assertThat(Credential.of(request)).isEqualTo(new Credential.Bearer("a.b.c"));
    }

    @Test
    void takesKeysFromTheirOwnHeader() {
        request.addHeader("X-API-Key", " mr_key ");
        assertThat(Credential.of(request)).isEqualTo(new Credential.ApiKey("mr_key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YTpi", "token", "mr_key", "Digest x"})
    void refusesOtherForms(String value) {
        request.addHeader("Authorization", value);
        assertThat(Credential.of(request)).isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void refusesTwoAtOnce() {
        request.addHeader("Authorization", "Bearer a");
        request.addHeader("X-API-Key", "mr_a");
        assertThat(Credential.of(request)).isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void refusesWhatIsTooLong() {
        request.addHeader("X-API-Key", "a".repeat(Credential.CHARACTERS_MAX + 1));
        assertThat(Credential.of(request)).isInstanceOf(Credential.Unusable.class);
    }

    @Test
    void printsNoSecret() {
        assertThat(new Credential.ApiKey("mr_secret").toString()).doesNotContain("secret");
        assertThat(new Credential.Bearer("secret").toString()).doesNotContain("secret");
    }
}
