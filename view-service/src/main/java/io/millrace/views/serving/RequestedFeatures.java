package io.millrace.views.serving;

import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The body of a read of features, as far as it can be understood without knowing the views.
 *
 * @param features 1 to {@value #FEATURES_MAX}, none twice
 * @param keys 1 to {@value #KEYS_MAX} objects, with values by name of key column
 * @param defaults what stands for a feature whose row is not there, by name of feature
 * @param after what the values are to include; empty where nothing was said
 */
record RequestedFeatures(List<Feature> features, List<JsonNode> keys, Map<String, JsonNode> defaults, Position after) {
    static final int FEATURES_MAX = 50;
    static final int KEYS_MAX = 100;

    private static final Set<String> MEMBERS = Set.of("features", "keys", "defaults", "after");

    /**
     * A column of a view.
     *
     * @param pointer of its name in the body
     */
    record Feature(String pointer, String view, String column) {
        String name() {
            return view + "." + column;
        }
    }

    /** @throws MillraceException with all violations */
    static RequestedFeatures parse(JsonNode body) {
        Violations violations = new Violations();
        violations.expectMembers(body, "", MEMBERS);
        List<Feature> features = features(violations.items(body, "features", FEATURES_MAX, "features"), violations);
        List<JsonNode> keys = violations.items(body, "keys", KEYS_MAX, "keys");
        for (int i = 0; i < keys.size(); i++) {
            if (!keys.get(i).isObject()) {
                violations.add("/keys/" + i, "INVALID_VALUE", "A key is an object such as {\"customer_id\": \"c1\"}.");
            }
        }
        Map<String, JsonNode> defaults = defaults(body.path("defaults"), features, violations);
        Position after = violations.after(body);
        violations.refuse();
        return new RequestedFeatures(features, keys, defaults, after);
    }

    private static List<Feature> features(List<JsonNode> items, Violations violations) {
        List<Feature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String pointer = "/features/" + i;
            String name = items.get(i).isString() ? items.get(i).asString() : "";
            int dot = name.indexOf('.');
            if (dot <= 0 || dot == name.length() - 1) {
                violations.add(pointer, "INVALID_VALUE", "A feature is the text view.column.");
            } else if (names.add(name)) {
                features.add(new Feature(pointer, name.substring(0, dot), name.substring(dot + 1)));
            } else {
                violations.add(pointer, "REPEATED_FEATURE", "Feature '" + name + "' is named twice; name it once.");
            }
        }
        return features;
    }

    private static Map<String, JsonNode> defaults(JsonNode given, List<Feature> features, Violations violations) {
        Map<String, JsonNode> defaults = new LinkedHashMap<>();
        if (given.isMissingNode() || given.isNull()) {
            return defaults;
        }
        if (!given.isObject()) {
            violations.add("/defaults", "INVALID_VALUE", "'defaults' is an object such as {\"view.column\": 0}.");
            return defaults;
        }
        List<String> names = features.stream().map(Feature::name).toList();
        given.propertyStream().forEach(member -> {
            if (names.contains(member.getKey())) {
                defaults.put(member.getKey(), member.getValue());
            } else {
                violations.add(
                        "/defaults" + JsonBody.step(member.getKey()),
                        "UNKNOWN_FEATURE",
                        "'" + member.getKey() + "' has a default and is none of the features. Name it among them.",
                        EditDistance.nearest(member.getKey(), names));
            }
        });
        return defaults;
    }

    /** The same, to include what a header names, too. */
    RequestedFeatures andAfter(Position more) {
        return new RequestedFeatures(features, keys, defaults, after.merge(more));
    }

    /** Each view's name, with the place where it stands first. */
    Map<String, String> views() {
        Map<String, String> views = new LinkedHashMap<>();
        features.forEach(feature -> views.putIfAbsent(feature.view(), feature.pointer()));
        return views;
    }
}
