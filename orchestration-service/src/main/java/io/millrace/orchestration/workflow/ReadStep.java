package io.millrace.orchestration.workflow;

import io.millrace.orchestration.step.AllowedHosts;
import io.millrace.orchestration.step.HttpCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one step. Its settings stand in the step itself or under {@code with}. */
final class ReadStep {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT_MAX = Duration.ofHours(24);
    private static final Duration BACKOFF = Duration.ofSeconds(2);
    private static final Duration BACKOFF_MAX = Duration.ofHours(24);

    private final ReadHttpCall readHttpCall;

    ReadStep(AllowedHosts hosts) {
        this.readHttpCall = new ReadHttpCall(hosts);
    }

    /**
     * @param place where the step stands, for mistakes of the graph
     * @param needs where its needs stand, by name
     */
    record Placed(StepDefinition step, YamlValue place, Map<String, YamlValue> needs) {}

    /** @param key the name, where steps are a mapping */
    @Nullable
    Placed read(YamlValue value, @Nullable String key) {
        YamlObject object = value.object();
        if (object == null) {
            return null;
        }
        String name = key == null ? ReadWorkflow.name(object.require("name", "the step's name")) : keyName(value, key);
        if (key != null) {
            object.get("name");
        }
        kind(object);
        Map<String, YamlValue> needs = needs(object.get("needs"));
        Retry retry = object.orElse("retry", ReadStep::retry, Retry.NEVER);
        Duration timeout = object.orElse("timeout", v -> v.duration(Duration.ofMillis(100), TIMEOUT_MAX), TIMEOUT);
        HttpCall call = call(object);
        object.refuseUnknown();
        StepDefinition step = new StepDefinition(name, call, List.copyOf(needs.keySet()), retry, timeout);
        return new Placed(step, value, needs);
    }

    private static String keyName(YamlValue value, String key) {
        if (!ReadWorkflow.NAME.matcher(key).matches()) {
            value.mistake(
                    "BAD_NAME",
                    "'" + YamlValue.cut(key)
                            + "' is not a name; use letters, digits, - and _, a letter first, at most 63.");
        }
        return key;
    }

    private static void kind(YamlObject object) {
        YamlValue uses = object.get("uses");
        YamlValue kind = object.get("kind");
        YamlValue given = uses == null ? kind : uses;
        if (given == null) {
            object.require("uses", "what the step does: http");
        } else if (!"http".equals(given.text())) {
            given.mistake("UNKNOWN_STEP_KIND", "There is no such kind of step; use http.", "http");
        }
    }

    private HttpCall call(YamlObject object) {
        YamlValue with = object.get("with");
        YamlObject settings = with == null ? null : with.object();
        if (settings == null) {
            return readHttpCall.read(object);
        }
        HttpCall call = readHttpCall.read(settings);
        settings.refuseUnknown();
        return call;
    }

    private static Map<String, YamlValue> needs(@Nullable YamlValue value) {
        Map<String, YamlValue> needs = new LinkedHashMap<>();
        if (value == null) {
            return needs;
        }
        List<YamlValue> elements = value.isList() ? value.list() : List.of(value);
        for (YamlValue element : elements == null ? new ArrayList<YamlValue>() : elements) {
            String name = element.text();
            if (name != null && needs.put(name, element) != null) {
                element.mistake("DUPLICATE_NEED", "'" + YamlValue.cut(name) + "' is needed twice.");
            }
        }
        return needs;
    }

    private static @Nullable Retry retry(YamlValue value) {
        YamlObject object = value.object();
        if (object == null) {
            return null;
        }
        int attempts = object.orElse("attempts", v -> v.integer(1, Retry.ATTEMPTS_MAX), 3);
        Duration backoff =
                object.orElse("backoff", v -> v.duration(Duration.ofMillis(100), Duration.ofHours(1)), BACKOFF);
        Duration max = object.orElse("max", v -> v.duration(Duration.ofMillis(100), BACKOFF_MAX), Retry.NEVER.max());
        object.refuseUnknown();
        return new Retry(attempts, backoff, max);
    }
}
