package io.millrace.processor.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Namespace;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.catalog.DefinedFunction;
import io.millrace.processor.catalog.DefinedView;
import io.millrace.processor.catalog.KnownFunctions;
import io.millrace.processor.catalog.KnownStreams;
import io.millrace.processor.catalog.KnownViews;
import io.millrace.processor.function.FunctionLibrary;
import io.millrace.processor.function.TestJars;
import io.millrace.processor.sql.ReadStatement;
import io.millrace.processor.stage.ViewPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of jars in plans. */
class ForeignFunctionTests {
    private static final KnownStreams STREAMS = KnownStreams.of(TestStreams.STREAMS.values());

    @TempDir
    private Path directory;

    private final List<DefinedFunction> functions = new ArrayList<>();
    private final List<DefinedView> views = new ArrayList<>();
    private FunctionLibrary library;

    @BeforeEach
    void install() throws Exception {
        TestJars.write(
                directory.resolve("acme.jar"),
                Files.readString(Path.of("src/test/resources/functions/Plus.java.txt")),
                Files.readString(Path.of("src/test/resources/functions/Show.java.txt")),
                Files.readString(Path.of("src/test/resources/functions/Later.java.txt")),
                Files.readString(Path.of("src/test/resources/functions/Fail.java.txt")),
                Files.readString(Path.of("src/test/resources/functions/Base.java.txt")));
        library = FunctionLibrary.in(directory);
        for (String name : new String[] {"Plus", "Show", "Later", "Fail"}) {
            define("acme_" + name.toLowerCase(java.util.Locale.ROOT), "com.acme." + name, "acme.jar");
        }
    }

    @Test
    void callsAClassInsideOfAnother() throws Exception {
        define("acme_inner", "com.acme.Fail$Inner", "acme.jar");
        assertThat(evaluated("acme_inner(l) + acme_inner(part)")).isEqualTo("BIGINT -49");
    }

    private void define(String name, String className, String jar) {
        functions.removeIf(known -> known.name().equals(name));
        functions.add(new DefinedFunction(
                name, className, jar, library.find(className, jar).sha256()));
    }

    private CompileView compiler() {
        return new CompileView(
                STREAMS, KnownViews.of(List.copyOf(views)), KnownFunctions.of(functions), library, Namespace.NONE);
    }

    private CompiledView compiled(String name, String query) {
        return compiler().compile("CREATE MATERIALIZED VIEW " + name + " AS " + query);
    }

    @Test
    void callsHaveTheirValuesOrReasons() throws Exception {
        assertThat(GoldenFile.named("functions.golden").hold(this::evaluated)).isGreaterThan(40);
    }

    private String evaluated(String expression) {
        return EvaluateFirst.of(
                () -> compiled("v", "SELECT " + expression + " AS result, part, plant FROM parts"), EvaluateFirst.PART);
    }

    @Test
    void standsInEveryClauseAndInLineage() {
        String query = "SELECT acme_show(origin) AS shown, SUM(acme_plus(delay, 1)) AS n FROM flights"
                + " WHERE acme_plus(distance, 1.5) > 3 GROUP BY acme_show(origin) HAVING acme_plus(COUNT(*), 1) > 2";
        CompiledView view = compiled("v", query);
        assertThat(view.explanation()).contains("acme_plus").contains("acme_show");
        assertThat(view.functions())
                .extracting(DefinedFunction::name)
                .containsExactlyInAnyOrder("acme_plus", "acme_show");
        ColumnLineage lineage = compiler().lineage(ReadStatement.of("CREATE MATERIALIZED VIEW v AS " + query));
        assertThat(lineage.columns().getFirst().influences().toString())
                .contains("origin")
                .contains("TRANSFORMATION");
        assertThat(lineage.rows().toString()).contains("distance").contains("FILTER");
    }

    @Test
    void staysWhatItWasWhateverBecomesOfTheFunction() throws Exception {
        CompiledView view = compiled("v", "SELECT flight_id, acme_plus(delay, 1) AS n FROM flights");
        functions.clear();
        CompiledView again = compiler()
                .compile(ReadStatement.of(view.statement().sql()), view.streams(), view.reads(), view.functions());
        assertThat(again.digest()).isEqualTo(view.digest());

        byte[] bytes = Files.readAllBytes(directory.resolve("acme.jar"));
        Files.write(directory.resolve("acme.jar"), new byte[] {1});
        MillraceException refused = catchThrowableOfType(
                MillraceException.class,
                () -> compiler()
                        .compile(
                                ReadStatement.of(view.statement().sql()),
                                view.streams(),
                                view.reads(),
                                view.functions()));
        assertThat(refused.code()).isEqualTo(ProcessorError.FUNCTION_UNAVAILABLE);
        assertThat(refused.detail()).contains(view.functions().getFirst().sha256());
        Files.write(directory.resolve("acme.jar"), bytes);
    }

    @Test
    void anotherJarIsAnotherPlan() throws Exception {
        String query = "SELECT flight_id, acme_one(delay) AS n FROM flights";
        one("one.jar", 1);
        define("acme_one", "com.acme.One", "one.jar");
        CompiledView first = compiled("v", query);
        one("two.jar", 2);
        define("acme_one", "com.acme.One", "two.jar");
        CompiledView second = compiled("v", query);

        assertThat(second.explanation()).isEqualTo(first.explanation());
        assertThat(second.digest()).isNotEqualTo(first.digest());
        assertThat(value(first)).isEqualTo(4L);
        assertThat(value(second)).isEqualTo(5L);
    }

    private void one(String jar, int step) throws Exception {
        TestJars.write(
                directory.resolve(jar),
                "package com.acme; public class One { public static long eval(long x) { return x + " + step + "; } }");
    }

    private static Object value(CompiledView view) {
        ViewPlan.Calc calc = (ViewPlan.Calc) view.emit().input();
        Object[] row = calc.input().columns().stream()
                .map(column -> column.name().equals("delay") ? (Object) 3L : "f")
                .toArray();
        Object[] out = calc.function().apply(row);
        int index = calc.columns().stream().map(ViewPlan.Column::name).toList().indexOf("n");
        return out[index < 0 ? 1 : index];
    }

    @Test
    void goesWithAViewThatIsRead() throws Exception {
        one("one.jar", 1);
        define("acme_one", "com.acme.One", "one.jar");
        CompiledView read = compiled("worst", "SELECT origin, acme_one(MAX(delay)) AS n FROM flights GROUP BY origin");
        views.add(new DefinedView("worst", read.statement().sql(), read.columns(), read.reads(), read.functions()));
        functions.removeIf(function -> function.name().equals("acme_one"));

        CompiledView reader = compiled("reader", "SELECT n, COUNT(*) AS origins FROM worst GROUP BY n");
        assertThat(reader.functions()).isEmpty();
        assertThat(reader.allFunctions()).isEqualTo(read.functions());

        one("two.jar", 2);
        define("acme_one", "com.acme.One", "two.jar");
        MillraceException refused = catchThrowableOfType(
                MillraceException.class,
                () -> compiled("reader", "SELECT acme_one(n) AS m, COUNT(*) AS c FROM worst GROUP BY acme_one(n)"));
        assertThat(refused.detail()).contains("The function acme_one is not the same");
    }

    @Test
    void refusesOneClassOfTwoJarsInOneExpression() throws Exception {
        one("one.jar", 1);
        one("two.jar", 2);
        define("acme_one", "com.acme.One", "one.jar");
        define("acme_two", "com.acme.One", "two.jar");
        MillraceException refused = catchThrowableOfType(
                MillraceException.class,
                () -> compiled("v", "SELECT flight_id, acme_one(acme_two(delay)) AS n FROM flights"));
        assertThat(refused.detail()).contains("The class com.acme.One stands for two functions");
    }
}
