package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A file of cases: input, a line {@code =>}, the expected output, a line {@code ---}. With {@code -Dbless} the outputs are
 * rewritten from what comes out; the difference is then read by a person.
 */
final class GoldenFile {
    private static final String ARROW = "\n=>\n";
    private static final String END = "\n---\n";

    private final Path path;

    private GoldenFile(Path path) {
        this.path = path;
    }

    static GoldenFile named(String name) {
        return new GoldenFile(Path.of("src/test/resources/golden", name));
    }

    private record Case(String input, String expected) {}

    private List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String text : Files.readString(path).split(END)) {
            if (!text.isBlank()) {
                int arrow = text.indexOf(ARROW);
                String input =
                        arrow < 0 ? text.strip() : text.substring(0, arrow).strip();
                cases.add(new Case(
                        input,
                        arrow < 0 ? "" : text.substring(arrow + ARROW.length()).strip()));
            }
        }
        return cases;
    }

    /** @return how many cases there are */
    int hold(UnaryOperator<String> actual) throws IOException {
        List<Case> cases = cases();
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (Case one : cases) {
            expected.add(one.input() + ARROW + one.expected());
            found.add(one.input() + ARROW + actual.apply(one.input()).strip());
        }
        if (System.getProperty("bless") != null) {
            Files.writeString(path, String.join(END, found) + "\n");
        } else {
            assertThat(found).containsExactlyElementsOf(expected);
        }
        return cases.size();
    }
}
