package io.millrace.processor.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TrigonometryTests {
    private static final long SEED = Long.getLong("seed", 42);

    @Test
    void knownValues() {
        assertThat(Trigonometry.sin(Math.PI / 6)).isCloseTo(0.5, within(1e-15));
        assertThat(Trigonometry.cos(Math.PI / 3)).isCloseTo(0.5, within(1e-15));
        assertThat(Trigonometry.tan(Math.PI / 4)).isCloseTo(1, within(1e-15));
        assertThat(Trigonometry.cot(Math.PI / 4)).isCloseTo(1, within(1e-15));
        assertThat(Trigonometry.atan2(-1, -1)).isCloseTo(-3 * Math.PI / 4, within(1e-15));
        assertThat(Trigonometry.degrees(Math.PI / 2)).isEqualTo(90);
        assertThat(Trigonometry.radians(90)).isEqualTo(Math.PI / 2);
        assertThat(Numbers.log2(1024)).isEqualTo(10);
        assertThat(Numbers.log(3, 81)).isCloseTo(4, within(1e-15));
    }

    @Test
    void identitiesHold() {
        Random random = new Random(SEED);
        for (int trial = 0; trial < 5_000; trial++) {
            double x = (random.nextDouble() - 0.5) * 20;
            double ratio = random.nextDouble() * 2 - 1;
            double sin = Trigonometry.sin(x);
            double cos = Trigonometry.cos(x);
            assertThat(sin * sin + cos * cos).as("seed %d, %s", SEED, x).isCloseTo(1, within(1e-14));
            assertThat(Trigonometry.sin(Trigonometry.asin(ratio))).isCloseTo(ratio, within(1e-14));
            assertThat(Trigonometry.cos(Trigonometry.acos(ratio))).isCloseTo(ratio, within(1e-14));
            assertThat(Trigonometry.tan(Trigonometry.atan(x))).isCloseTo(x, within(1e-12));
            assertThat(Trigonometry.tanh(x)).isCloseTo(Trigonometry.sinh(x) / Trigonometry.cosh(x), within(1e-14));
        }
    }

    @Test
    void whatHasNoValueFails() {
        assertThatThrownBy(() -> Trigonometry.asin(1.0000001)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Trigonometry.acos(-1.0000001)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Trigonometry.cot(-0.0)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Trigonometry.cosh(1_000)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Trigonometry.degrees(1e308)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Numbers.log(1, 5)).isInstanceOf(EvaluationFailure.class);
        assertThatThrownBy(() -> Numbers.log(2, -5)).isInstanceOf(EvaluationFailure.class);
    }

    @Test
    void thereIsOneZero() {
        assertThat(Trigonometry.sin(-0.0)).isEqualTo(0.0);
        assertThat(Double.doubleToLongBits(Trigonometry.tan(-0.0))).isZero();
        assertThat(Double.doubleToLongBits(Trigonometry.atan2(-0.0, 1))).isZero();
    }
}
