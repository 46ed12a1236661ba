package io.millrace.views.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernel.Position;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PositionChainsTests {
    private static final UUID ORDERS = new UUID(1, 1);

    private static Position at(long first, long second) {
        return new Position.Builder()
                .include(ORDERS, 0, first)
                .include(ORDERS, 1, second)
                .build();
    }

    @Test
    void ordersWhatGoesOn() {
        assertThat(PositionChains.of(List.of(at(5, 5), Position.EMPTY, at(1, 5), at(1, 2), at(1, 5))))
                .containsExactly(List.of(Position.EMPTY, at(1, 2), at(1, 5), at(5, 5)));
    }

    @Test
    void givesWhatDoesNotFitAChainOfItsOwn() {
        List<List<Position>> chains = PositionChains.of(List.of(at(1, 9), at(7, 2), at(8, 9)));
        assertThat(chains).hasSize(2);
        for (List<Position> chain : chains) {
            for (int i = 1; i < chain.size(); i++) {
                assertThat(chain.get(i - 1).isCoveredBy(chain.get(i))).isTrue();
            }
        }
    }
}
