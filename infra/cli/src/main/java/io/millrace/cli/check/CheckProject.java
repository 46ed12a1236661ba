package io.millrace.cli.check;

import io.millrace.api.check.CheckEvents;
import io.millrace.api.check.CheckViews;
import io.millrace.api.check.CheckedTexts;
import io.millrace.api.check.CheckedTexts.CheckedText;
import io.millrace.api.check.CheckedViews;
import io.millrace.api.check.CheckedViews.CheckedFunction;
import io.millrace.api.check.CheckedViews.CheckedView;
import io.millrace.api.check.SourceText;
import io.millrace.api.contract.StreamSchema;
import io.millrace.cli.check.Report.CheckedFile;
import io.millrace.cli.check.Report.TestResult;
import io.millrace.cli.project.Kind;
import io.millrace.cli.project.Project;
import io.millrace.cli.project.ProjectFile;
import io.millrace.local.LocalException;
import io.millrace.local.supervisor.AskService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks a folder: contracts and workflows by themselves, views against the contracts, and views by their tests. What depends
 * on something that is wrong is left out, and said to be.
 */
final class CheckProject {
    private static final String TESTS = ".test.yaml";
    private static final String FUNCTIONS = "functions";
    private static final int FILES_MAX = 2_000;

    private final Path folder;
    private final Questions questions;
    private final List<CheckedFile> files = new ArrayList<>();

    CheckProject(Path folder, AskService services) {
        this.folder = folder;
        this.questions = new Questions(services);
    }

    /** @throws LocalException where files cannot be read as what they should be, or a service is not built */
    Report check() throws InterruptedException {
        long began = System.nanoTime();
        Project project = Project.read(folder);
        List<StreamSchema> streams = checkContracts(of(project, Kind.CONTRACT));
        List<ProjectFile> statements = project.files().stream()
                .filter(file -> file.kind().isStatement() || file.kind() == Kind.VIEW)
                .toList();
        List<TestResult> results = new ArrayList<>();
        if (files.stream().allMatch(CheckedFile::passed)) {
            results.addAll(checkViews(streams, statements));
        } else {
            skip(statements);
        }
        checkWorkflows(of(project, Kind.WORKFLOW));
        return new Report((System.nanoTime() - began) / 1_000_000, List.copyOf(files), results);
    }

    private static List<ProjectFile> of(Project project, Kind kind) {
        return project.files().stream().filter(file -> file.kind() == kind).toList();
    }

    private List<StreamSchema> checkContracts(List<ProjectFile> contracts) throws InterruptedException {
        if (contracts.isEmpty()) {
            return List.of();
        }
        CheckedTexts checked = questions.contracts(contracts);
        note(Kind.CONTRACT, checked);
        return checked.files().stream()
                .flatMap(contract -> contract.streams().stream())
                .toList();
    }

    private void checkWorkflows(List<ProjectFile> workflows) throws InterruptedException {
        if (!workflows.isEmpty()) {
            note(Kind.WORKFLOW, questions.workflows(workflows));
        }
    }

    private void note(Kind kind, CheckedTexts checked) {
        for (CheckedText file : checked.files()) {
            files.add(new CheckedFile(kind.word(), file.file(), file.violations(), null));
        }
    }

    private void skip(List<ProjectFile> statements) {
        for (ProjectFile statement : statements) {
            files.add(new CheckedFile(
                    statement.kind().word(),
                    statement.file().toString(),
                    List.of(),
                    "it is compiled when the contracts are right"));
        }
    }

    private List<TestResult> checkViews(List<StreamSchema> streams, List<ProjectFile> statements)
            throws InterruptedException {
        List<ViewTests> tests = readTests();
        PrepareRuns runs = new PrepareRuns(streams, statements, tests);
        if (statements.isEmpty()) {
            files.addAll(runs.mistakes());
            return List.of();
        }
        CheckEvents events = runs.eventsOf(streams);
        runs.inspected(
                events.given().isEmpty() ? List.of() : questions.events(events).given());
        CheckedViews checked =
                questions.views(new CheckViews(streams, Questions.texts(statements), runs.runs(), functions()));
        for (CheckedFunction function : checked.functions()) {
            files.add(new CheckedFile("function", function.file(), function.violations(), null));
        }
        Map<String, CheckedView> byName = new HashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            CheckedView view = checked.views().get(i);
            files.add(new CheckedFile(statements.get(i).kind().word(), view.file(), view.violations(), null));
            byName.put(view.name(), view);
        }
        files.addAll(runs.mistakes());
        return runs.results(byName, checked.runs());
    }

    /** What an operator would create of the folder's jars; null where there is nothing. */
    private CheckViews.@Nullable Functions functions() {
        Path functions = folder.resolve(FUNCTIONS);
        List<SourceText> statements = new ArrayList<>();
        for (Path file : files(functions, ".sql")) {
            try {
                statements.add(new SourceText(file.toString(), Files.readString(file)));
            } catch (IOException e) {
                throw new LocalException(file + " cannot be read as UTF-8: " + e.getMessage(), e);
            }
        }
        return statements.isEmpty()
                ? null
                : new CheckViews.Functions(functions.toAbsolutePath().toString(), statements);
    }

    private List<ViewTests> readTests() {
        List<ViewTests> tests = new ArrayList<>();
        for (Path file : files(folder.resolve(Kind.VIEW.folder()), TESTS)) {
            try {
                ReadViewTests.Result read = ReadViewTests.of(file.toString(), Files.readString(file));
                if (read.tests() == null) {
                    files.add(new CheckedFile("tests", file.toString(), read.violations(), null));
                } else {
                    tests.add(read.tests());
                }
            } catch (IOException e) {
                throw new LocalException(file + " cannot be read as UTF-8: " + e.getMessage(), e);
            }
        }
        return tests;
    }

    private static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.getFileName().toString().endsWith(ending))
                    .sorted()
                    .limit(FILES_MAX)
                    .toList();
        } catch (IOException e) {
            throw new LocalException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
