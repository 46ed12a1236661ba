package io.millrace.processor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.processor.view.Verification.DifferentRow;
import io.millrace.processor.view.Verification.KeyedRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompareServedTests {
    @Test
    void tellsMissingUnexpectedAndDifferentRowsApart() {
        CompareServed compare = new CompareServed(
                Map.of("[1]", "{\"n\":1}", "[2]", "{\"n\":2}", "[3]", "{\"n\":3}"),
                Map.of("[1]", "{\"n\":1}", "[2]", "{\"n\":0}", "[4]", "{\"n\":4}"),
                String::equals);
        assertThat(compare.missingKeys()).containsExactly("[3]");
        compare.compare(Set.of());
        assertThat(compare.differences()).isEqualTo(3);
        assertThat(compare.missing).containsExactly(new KeyedRow("[3]", "{\"n\":3}"));
        assertThat(compare.unexpected).containsExactly(new KeyedRow("[4]", "{\"n\":4}"));
        assertThat(compare.different).containsExactly(new DifferentRow("[2]", "{\"n\":2}", "{\"n\":0}"));
    }

    @Test
    void doesNotSayThatARowIsMissingWhichChangedSince() {
        CompareServed compare = new CompareServed(Map.of("[3]", "{\"n\":3}"), Map.of(), String::equals);
        compare.compare(Set.of("[3]"));
        assertThat(compare.differences()).isZero();
    }

    @Test
    void countsAllAndKeepsAHundred() {
        Map<String, String> anew = new HashMap<>();
        for (int i = 0; i < 250; i++) {
            anew.put("[" + i + "]", "{}");
        }
        CompareServed compare = new CompareServed(anew, Map.of(), String::equals);
        compare.compare(Set.of());
        assertThat(compare.differences()).isEqualTo(250);
        assertThat(compare.missing).hasSize(100);
    }
}
