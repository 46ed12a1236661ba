package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.kernel.MillraceException;
import io.millrace.views.row.KeyCodec;
import io.millrace.views.row.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the columns of features and each view's keys: of a key's members a view takes those that are columns of its key. Everything
 * that is wrong is said at once.
 */
final class PlanFeatures {
    private final RequestedFeatures requested;
    private final List<PlannedFeatures.OfView> views = new ArrayList<>();
    private final boolean decimalsAsText;
    private final Violations violations;

    /** @param violations what is wrong already */
    PlanFeatures(RequestedFeatures requested, boolean decimalsAsText, Violations violations) {
        this.requested = requested;
        this.decimalsAsText = decimalsAsText;
        this.violations = violations;
    }

    /**
     * @param opened by name, those that are there
     * @throws MillraceException with all violations
     */
    PlannedFeatures plan(SequencedMap<String, PublishedView> opened, Function<PublishedView, ViewShape> shapes) {
        boolean allKnown = violations.isEmpty();
        for (PublishedView view : opened.values()) {
            ViewShape shape = shapes.apply(view);
            views.add(new PlannedFeatures.OfView(view, shape, keys(shape)));
        }
        if (allKnown) {
            expectMembersOfKeys();
        }
        List<String> names = List.copyOf(opened.keySet());
        List<PlannedFeatures.Feature> features = new ArrayList<>();
        for (RequestedFeatures.Feature feature : requested.features()) {
            int view = names.indexOf(feature.view());
            PlannedFeatures.Feature found = view < 0 ? null : feature(feature, view);
            if (found != null) {
                features.add(found);
            }
        }
        violations.refuse();
        return new PlannedFeatures(features, views);
    }

    private List<byte @Nullable []> keys(ViewShape shape) {
        KeyCodec codec = shape.keys();
        List<byte @Nullable []> keys = new ArrayList<>();
        for (int i = 0; i < requested.keys().size(); i++) {
            JsonNode key = requested.keys().get(i);
            String pointer = "/keys/" + i;
            List<JsonNode> values = new ArrayList<>();
            for (String name : names(codec)) {
                if (key.has(name)) {
                    values.add(key.path(name));
                } else {
                    violations.add(
                            pointer + JsonBody.step(name),
                            "MISSING_KEY_COLUMN",
                            "The key lacks '" + name + "', a key column of view '"
                                    + shape.version().view() + "'.");
                }
            }
            keys.add(
                    values.size() == codec.size()
                            ? KeyValues.encoded(
                                    codec, values, index -> pointer + JsonBody.step(codec.name(index)), violations)
                            : null);
        }
        return keys;
    }

    private static List<String> names(KeyCodec codec) {
        return IntStream.range(0, codec.size()).mapToObj(codec::name).toList();
    }

    private void expectMembersOfKeys() {
        Set<String> known = new TreeSet<>();
        views.forEach(view -> known.addAll(names(view.shape().keys())));
        for (int i = 0; i < requested.keys().size(); i++) {
            for (String member : requested.keys().get(i).propertyNames()) {
                if (!known.contains(member)) {
                    violations.add(
                            "/keys/" + i + JsonBody.step(member),
                            "UNKNOWN_KEY_COLUMN",
                            "'" + member + "' is no key column of any of the views; those are "
                                    + String.join(", ", known) + ".",
                            EditDistance.nearest(member, known));
                }
            }
        }
    }

    private PlannedFeatures.@Nullable Feature feature(RequestedFeatures.Feature feature, int view) {
        PlannedFeatures.OfView of = views.get(view);
        List<String> names = of.shape().columns().names();
        int column = names.indexOf(feature.column());
        if (column < 0) {
            violations.add(
                    feature.pointer(),
                    "UNKNOWN_COLUMN",
                    "View '" + feature.view() + "' has no column '" + feature.column() + "'; its columns are "
                            + String.join(", ", names) + ".",
                    EditDistance.nearest(feature.column(), names));
            return null;
        }
        String type = of.view().columns().get(column).type();
        return new PlannedFeatures.Feature(
                feature.name(),
                view,
                column,
                type,
                defaultJson(feature.name(), of.shape().columns().type(column)));
    }

    private byte @Nullable [] defaultJson(String feature, ValueType type) {
        JsonNode value = requested.defaults().get(feature);
        if (value == null) {
            return null;
        }
        if (!value.isNull() && !isOf(type, value)) {
            violations.add(
                    "/defaults" + JsonBody.step(feature),
                    "INVALID_VALUE",
                    "The default of '" + feature + "' is " + type.form() + ", as its values are.");
            return null;
        }
        return json(type, value).getBytes(StandardCharsets.UTF_8);
    }

    private String json(ValueType type, JsonNode value) {
        if (type != ValueType.DECIMAL || value.isNull()) {
            return value.toString();
        }
        String digits = type.print(type.parse(value.asString()));
        return decimalsAsText ? '"' + digits + '"' : digits;
    }

    private static boolean isOf(ValueType type, JsonNode value) {
        boolean isOfKind = switch (type) {
            case LONG -> value.isIntegralNumber();
            case DOUBLE -> value.isNumber();
            case DECIMAL -> value.isNumber() || value.isString();
            case BOOLEAN -> value.isBoolean();
            case NESTED -> value.isContainer();
            case TEXT, BYTES, DATE, TIME, TIMESTAMP, DURATION, MONTHS -> value.isString();
        };
        return isOfKind && (type == ValueType.NESTED || isValue(type, value.asString()));
    }

    private static boolean isValue(ValueType type, String text) {
        try {
            type.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
