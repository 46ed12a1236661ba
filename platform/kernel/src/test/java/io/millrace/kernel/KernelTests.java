package io.millrace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTests {
    private static final UUID TOPIC = new UUID(7, 8);

    @Test
    void uuidsAreOfVersionSevenAndSortByTime() {
        UUID early = Uuids.next(Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC));
        UUID late = Uuids.next(Clock.fixed(Instant.ofEpochMilli(1_001), ZoneOffset.UTC));

        assertThat(early.version()).isEqualTo(7);
        assertThat(early.variant()).isEqualTo(2);
        assertThat(early.toString()).isLessThan(late.toString());
        assertThat(early.getMostSignificantBits() >>> 16).isEqualTo(1_000);
    }

    @Test
    void anEmptyPositionIsCoveredByEverything() {
        assertThat(Position.EMPTY.isCoveredBy(Position.EMPTY)).isTrue();
        assertThat(Position.parse(Position.EMPTY.token())).isEqualTo(Position.EMPTY);
        assertThat(Position.of(TOPIC, 0, 0).isCoveredBy(Position.EMPTY)).isFalse();
    }

    @Test
    void onlyKeepsTheNamedTopics() {
        Position both = Position.of(TOPIC, 0, 5).merge(Position.of(new UUID(1, 1), 0, 6));

        assertThat(both.only(java.util.Set.of(TOPIC))).isEqualTo(Position.of(TOPIC, 0, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "AA", "Ag", "AQE", "not a position", "AQAAAAAAAAAA"})
    void refusesWhatIsNoPosition(String token) {
        assertThatThrownBy(() -> Position.parse(token))
                .isInstanceOfSatisfying(
                        MillraceException.class, e -> assertThat(e.code()).isEqualTo(CommonError.MALFORMED_POSITION));
    }

    @Test
    void aNamespacePrefixesAndStrips() {
        Namespace namespace = new Namespace("blue");

        assertThat(namespace.of("flights")).isEqualTo("blue.flights");
        assertThat(namespace.strip("blue.flights")).isEqualTo("flights");
        assertThat(namespace.strip("green.flights")).isNull();
        assertThat(namespace.schema("view")).isEqualTo("blue_view");
        assertThat(Namespace.NONE.of("flights")).isEqualTo("flights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blue", "1a", "a-b", "a.b", "abcdefghijklmnopqrstu"})
    void refusesNamespacesOfAnotherForm(String text) {
        assertThatThrownBy(() -> new Namespace(text)).hasMessageContaining("MILLRACE_NAMESPACE");
    }

    @Test
    void everyServiceIsFoundByItsModule() {
        for (ServiceName service : ServiceName.values()) {
            assertThat(ServiceName.named(service.moduleName())).isEqualTo(service);
        }
        assertThat(ServiceName.CONTRACT_REGISTRY.schemaName()).isEqualTo("contract_registry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flights", "a", "a_1"})
    void acceptsNames(String name) {
        assertThat(Names.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Flights", "1a", "a-b", "_a", "a.b"})
    void refusesNames(String name) {
        assertThat(Names.isValid(name)).isFalse();
    }
}
