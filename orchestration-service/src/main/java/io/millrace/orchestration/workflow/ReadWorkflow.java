package io.millrace.orchestration.workflow;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.orchestration.OrchestrationError;
import io.millrace.orchestration.step.AllowedHosts;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Turns a workflow document (YAML, or JSON, which is YAML) into a checked definition, or names everything wrong with it. */
public final class ReadWorkflow {
    /** Bound of a document, UTF-8 bytes. */
    public static final int DOCUMENT_BYTES_MAX = 256 * 1024;

    public static final int STEPS_MAX = 100;
    /** Form of names of workflows and steps. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    private static final int DEPTH_MAX = 20;
    private static final int SCHEDULES_MAX = 20;
    private static final Duration RUN_TIMEOUT_MAX = Duration.ofDays(30);
    private static final Duration RUN_TIMEOUT = Duration.ofHours(24);

    private final AllowedHosts hosts;

    public ReadWorkflow(AllowedHosts hosts) {
        this.hosts = hosts;
    }

    /**
     * @throws MillraceException {@link OrchestrationError#WORKFLOW_INVALID} with every mistake, its line, column and JSON
     *     pointer
     */
    public WorkflowDefinition read(String document) {
        Mistakes mistakes = new Mistakes();
        Node root = compose(document, mistakes);
        WorkflowDefinition definition =
                root == null ? null : definition(new YamlValue(root, "", mistakes).object(), mistakes);
        if (definition == null || !mistakes.isEmpty()) {
            throw invalid(mistakes.all());
        }
        return definition;
    }

    static MillraceException invalid(List<Violation> violations) {
        String count = violations.size() == 1 ? "1 mistake" : violations.size() + " mistakes";
        String first = violations.isEmpty()
                ? ""
                : " The first: " + violations.getFirst().detail();
        return new MillraceException(
                OrchestrationError.WORKFLOW_INVALID, "The workflow has " + count + "." + first, violations);
    }

    private static @Nullable Node compose(String document, Mistakes mistakes) {
        if (document.getBytes(StandardCharsets.UTF_8).length > DOCUMENT_BYTES_MAX) {
            mistakes.add(null, "", "TOO_LARGE", "The document is larger than 256 KiB; split the workflow.", null);
            return null;
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(DOCUMENT_BYTES_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setMaxAliasesForCollections(50);
        try {
            Iterator<Node> documents =
                    new Yaml(options).composeAll(new StringReader(document)).iterator();
            if (!documents.hasNext()) {
                mistakes.add(null, "", "MALFORMED_YAML", "The document is empty.", null);
                return null;
            }
            Node root = documents.next();
            if (documents.hasNext()) {
                Mark mark = documents.next().getStartMark();
                mistakes.add(
                        mark,
                        "",
                        "MALFORMED_YAML",
                        "A second document begins here; send one workflow at a time.",
                        null);
            }
            return root;
        } catch (MarkedYAMLException e) {
            mistakes.add(e.getProblemMark(), "", "MALFORMED_YAML", "This is not YAML: " + e.getProblem() + ".", null);
        } catch (YAMLException e) {
            mistakes.add(null, "", "MALFORMED_YAML", "This cannot be read as YAML: " + firstLine(e) + ".", null);
        } catch (StackOverflowError e) {
            mistakes.add(null, "", "MALFORMED_YAML", "The document is nested too deeply.", null);
        }
        return null;
    }

    private static String firstLine(YAMLException e) {
        String message = e.getMessage();
        return message == null ? "unknown reason" : message.lines().findFirst().orElse("");
    }

    private @Nullable WorkflowDefinition definition(@Nullable YamlObject root, Mistakes mistakes) {
        if (root == null) {
            return null;
        }
        YamlValue kind = root.require("kind", "'Workflow'");
        if (kind != null && !"Workflow".equals(kind.text())) {
            kind.mistake("WRONG_KIND", "The kind of a workflow is 'Workflow'.", "Workflow");
        }
        String name = name(root.require("name", "the workflow's name, as in the path"));
        String description = root.orElse("description", YamlValue::text, "");
        Duration timeout =
                root.orElse("timeout", value -> value.duration(Duration.ofSeconds(1), RUN_TIMEOUT_MAX), RUN_TIMEOUT);
        Triggers triggers =
                triggers(root.require("on", "when it runs: 'manual', or 'schedule' with a list of cron expressions"));
        List<StepDefinition> steps = steps(root.require("steps", "a list or a mapping of what to do"), mistakes);
        root.refuseUnknown();
        return new WorkflowDefinition(
                name,
                description.isEmpty() ? null : description,
                triggers.schedules(),
                triggers.manual(),
                timeout,
                steps);
    }

    static String name(@Nullable YamlValue value) {
        String name = value == null ? null : value.text();
        if (value != null && name != null && !NAME.matcher(name).matches()) {
            value.mistake(
                    "BAD_NAME",
                    "'" + YamlValue.cut(name)
                            + "' is not a name; use letters, digits, - and _, a letter first, at most 63.");
        }
        return name == null ? "" : name;
    }

    private record Triggers(List<Schedule> schedules, boolean manual) {}

    private static Triggers triggers(@Nullable YamlValue on) {
        if (on == null) {
            return new Triggers(List.of(), false);
        }
        if (!on.isObject()) {
            List<YamlValue> words = on.isList() ? on.list() : List.of(on);
            for (YamlValue word : words == null ? List.<YamlValue>of() : words) {
                if (!"manual".equals(word.text())) {
                    word.mistake(
                            "UNKNOWN_TRIGGER", "Only 'manual' stands alone; a schedule is 'schedule: [{cron: …}]'.");
                }
            }
            return new Triggers(List.of(), true);
        }
        YamlObject object = on.object();
        if (object == null) {
            return new Triggers(List.of(), false);
        }
        List<Schedule> schedules = schedules(object.get("schedule"));
        boolean manual = object.has("manual");
        if (schedules.isEmpty() && !manual && object.get("schedule") == null) {
            object.mistake("MISSING_KEY", "Neither 'schedule' nor 'manual' is there, so nothing would ever start it.");
        }
        object.refuseUnknown();
        return new Triggers(schedules, manual);
    }

    private static List<Schedule> schedules(@Nullable YamlValue value) {
        if (value == null) {
            return List.of();
        }
        List<YamlValue> entries = value.isObject() ? List.of(value) : value.list();
        if (entries == null) {
            return List.of();
        }
        if (entries.size() > SCHEDULES_MAX) {
            value.mistake(
                    "TOO_MANY",
                    "There are " + entries.size() + " schedules; at most " + SCHEDULES_MAX + " are allowed.");
        }
        List<Schedule> schedules = new ArrayList<>();
        for (YamlValue entry : entries) {
            YamlObject object = entry.object();
            if (object != null) {
                Cron cron = cron(object.require("cron", "a cron expression of five fields, in quotes"));
                ZoneId zone = object.orElse("timezone", ReadWorkflow::zone, ZoneOffset.UTC);
                object.refuseUnknown();
                if (cron != null) {
                    schedules.add(new Schedule(cron, zone));
                }
            }
        }
        return schedules;
    }

    private static @Nullable Cron cron(@Nullable YamlValue value) {
        String text = value == null ? null : value.text();
        if (value == null || text == null) {
            return null;
        }
        try {
            return Cron.parse(text);
        } catch (IllegalArgumentException e) {
            value.mistake(
                    "BAD_CRON", "'" + YamlValue.cut(text) + "' is not a cron expression: " + e.getMessage() + ".");
            return null;
        }
    }

    private static @Nullable ZoneId zone(YamlValue value) {
        String text = value.text();
        if (text == null) {
            return null;
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            String hint = Mistakes.nearest(text, ZoneId.getAvailableZoneIds()).orElse(null);
            value.mistake(
                    "BAD_TIMEZONE",
                    "'" + YamlValue.cut(text) + "' is not a time zone; use an IANA name such as Europe/Berlin.",
                    hint);
            return null;
        }
    }

    private List<StepDefinition> steps(@Nullable YamlValue value, Mistakes mistakes) {
        if (value == null) {
            return List.of();
        }
        ReadStep readStep = new ReadStep(hosts);
        List<ReadStep.Placed> steps = new ArrayList<>();
        if (value.isList()) {
            List<YamlValue> elements = value.list();
            for (YamlValue element : elements == null ? List.<YamlValue>of() : elements) {
                addStep(steps, readStep.read(element, null));
            }
        } else {
            YamlObject object = value.object();
            Map<String, YamlValue> members = object == null ? Map.of() : object.members();
            members.forEach((name, member) -> addStep(steps, readStep.read(member, name)));
        }
        if (steps.isEmpty() && mistakes.isEmpty()) {
            value.mistake("MISSING_KEY", "There are no steps; a workflow has at least one.");
        }
        if (steps.size() > STEPS_MAX) {
            value.mistake("TOO_MANY", "There are " + steps.size() + " steps; at most " + STEPS_MAX + " are allowed.");
            return List.of();
        }
        new CheckGraph(steps).check();
        return steps.stream().map(ReadStep.Placed::step).toList();
    }

    private static void addStep(List<ReadStep.Placed> steps, ReadStep.@Nullable Placed step) {
        if (step != null) {
            steps.add(step);
        }
    }
}
