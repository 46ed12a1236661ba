package io.millrace.cli.project;

import io.millrace.local.LocalException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A folder with {@code contracts/*.odcs.yaml}, {@code streams/*.sql}, {@code tables/*.sql}, {@code views/*.sql} and
 * {@code workflows/*.yaml}. A derived stream or a table comes behind those that its statement names.
 */
public final class Project {
    private static final int FILES_MAX = 2_000;
    private static final Pattern VIEW_NAME = Pattern.compile(
            "\\bCREATE\\s+(?:OR\\s+REPLACE\\s+)?MATERIALIZED\\s+VIEW\\s+`?([A-Za-z_][A-Za-z0-9_]*)`?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern STREAM_NAME = Pattern.compile(
            "\\bCREATE\\s+STREAM\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?([A-Za-z_][A-Za-z0-9_]*)`?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE_NAME = Pattern.compile(
            "\\bCREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?`?([A-Za-z_][A-Za-z0-9_]*)`?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SQL_COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    private final Path root;
    private final List<ProjectFile> files;

    private Project(Path root, List<ProjectFile> files) {
        this.root = root;
        this.files = files;
    }

    /** @throws LocalException that names every file which cannot be read as what it should be */
    public static Project read(Path root) {
        if (!Files.isDirectory(root)) {
            throw new LocalException("There is no directory " + root + "; give the folder of a project with -f");
        }
        List<ProjectFile> files = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Path file : paths(root.resolve(kind.folder()), kind.ending())) {
                try {
                    String text = Files.readString(file);
                    files.add(new ProjectFile(kind, name(kind, text), file, text));
                } catch (CharacterCodingException e) {
                    problems.add(file + ": it is not UTF-8; save it as UTF-8");
                } catch (IOException | IllegalArgumentException e) {
                    problems.add(file + ": " + e.getMessage());
                }
            }
        }
        problems.addAll(doubles(files));
        if (files.isEmpty() && problems.isEmpty()) {
            problems.add("There is nothing to apply in " + root
                    + "; a project has contracts/*.odcs.yaml, streams/*.sql, tables/*.sql, views/*.sql and"
                    + " workflows/*.yaml");
        }
        if (!problems.isEmpty()) {
            throw new LocalException(String.join("\n", problems));
        }
        return new Project(root, ordered(files));
    }

    /** Those that name each other in a circle stay as they are, and are refused when they are applied. */
    private static List<ProjectFile> ordered(List<ProjectFile> files) {
        List<ProjectFile> ordered = new ArrayList<>();
        List<ProjectFile> open = new ArrayList<>(files);
        while (!open.isEmpty()) {
            ProjectFile next = open.stream()
                    .filter(file -> open.stream().noneMatch(other -> file != other && names(file, other)))
                    .findFirst()
                    .orElse(open.getFirst());
            if (!isBeside(next, open.getFirst())) {
                next = open.getFirst();
            }
            ordered.add(next);
            open.remove(next);
        }
        return List.copyOf(ordered);
    }

    private static boolean isBeside(ProjectFile file, ProjectFile other) {
        return file.kind() == other.kind()
                || file.kind().isStatement() && other.kind().isStatement();
    }

    private static boolean names(ProjectFile file, ProjectFile other) {
        return file.kind().isStatement()
                && other.kind().isStatement()
                && Pattern.compile("\\b" + other.name() + "\\b")
                        .matcher(SQL_COMMENT.matcher(file.text()).replaceAll(" "))
                        .find();
    }

    public Path root() {
        return root;
    }

    /** In the order in which they are applied. */
    public List<ProjectFile> files() {
        return files;
    }

    private static List<Path> paths(Path folder, String ending) {
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

    private static String name(Kind kind, String text) {
        return switch (kind) {
            case CONTRACT -> member(text, "id");
            case WORKFLOW -> member(text, "name");
            case STREAM -> statementName(STREAM_NAME, "CREATE STREAM", text);
            case TABLE -> statementName(TABLE_NAME, "CREATE TABLE", text);
            case VIEW -> statementName(VIEW_NAME, "CREATE MATERIALIZED VIEW", text);
        };
    }

    private static String member(String text, String name) {
        try {
            JsonNode document = Yaml.read(text);
            String value = document.path(name).asString("");
            if (value.isBlank()) {
                throw new IllegalArgumentException("it has no " + name + "; write '" + name + ": …' at its top level");
            }
            return value;
        } catch (JacksonException e) {
            var place = e.getLocation();
            String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new IllegalArgumentException("it is not YAML" + where + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String statementName(Pattern form, String statement, String sql) {
        Matcher matcher = form.matcher(SQL_COMMENT.matcher(sql).replaceAll(" "));
        if (!matcher.find()) {
            throw new IllegalArgumentException("it has no " + statement + " statement; write one");
        }
        return String.valueOf(matcher.group(1));
    }

    private static List<String> doubles(List<ProjectFile> files) {
        Map<String, Path> seen = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (ProjectFile file : files) {
            Path other = seen.putIfAbsent(file.kind() + " " + file.name(), file.file());
            if (other != null) {
                problems.add(file.file() + ": it defines the " + file.kind().word() + " " + file.name() + ", as does "
                        + other + "; keep one");
            }
        }
        return problems;
    }

    /** Reads YAML (and JSON, which is YAML). */
    static final class Yaml {
        private static final YAMLMapper MAPPER = YAMLMapper.builder().build();

        private Yaml() {}

        static JsonNode read(String text) {
            return MAPPER.readTree(text);
        }
    }
}
