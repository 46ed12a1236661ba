package io.millrace.views.serving;

import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.kernel.Violation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Gathers everything that is wrong in the body of a read, with the place of each. Confined to one thread. */
public final class Violations {
    /** So many are told. */
    static final int TOLD_MAX = 100;

    private final Set<Violation> found = new LinkedHashSet<>();

    public void add(String pointer, String code, String detail) {
        add(pointer, code, detail, null);
    }

    /** @param hint what would have been right */
    void add(String pointer, String code, String detail, @Nullable String hint) {
        found.add(new Violation(code, detail, pointer, null, null, hint));
    }

    /** Takes over what is wrong with a part of the body. */
    void addAll(String pointer, MillraceException e) {
        e.violations().forEach(violation -> add(pointer, violation.code(), violation.detail(), violation.hint()));
        if (e.violations().isEmpty()) {
            add(pointer, e.code().name(), e.detail());
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** @throws MillraceException with {@link CommonError#INVALID_PARAMETER} and all that was found */
    public void refuse() {
        if (!found.isEmpty()) {
            List<Violation> told = found.stream().limit(TOLD_MAX).toList();
            throw new MillraceException(
                    CommonError.INVALID_PARAMETER,
                    told.stream().map(Violation::detail).collect(Collectors.joining(" ")),
                    told);
        }
    }

    /** Whether all members of an object are known ones. */
    public void expectMembers(JsonNode object, String pointer, Set<String> known) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                add(
                        pointer + JsonBody.step(name),
                        "UNKNOWN_MEMBER",
                        "Member '" + name + "' means nothing here; the members are "
                                + known.stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
        }
    }

    /**
     * The items of an array that has one at least.
     *
     * @param what the items, in the plural
     */
    public List<JsonNode> items(JsonNode object, String name, int most, String what) {
        JsonNode array = object.path(name);
        if (!array.isArray() || array.isEmpty()) {
            add(JsonBody.step(name), "INVALID_VALUE", "'" + name + "' is an array of 1 to " + most + " " + what + ".");
            return List.of();
        }
        if (array.size() > most) {
            add(
                    JsonBody.step(name),
                    "TOO_MANY",
                    "'" + name + "' has " + array.size() + " " + what + "; " + most
                            + " are possible. Ask for the others in a further request.");
            return List.of();
        }
        return array.valueStream().toList();
    }

    /** The position of the member {@code after}; empty where there is none. */
    Position after(JsonNode object) {
        JsonNode after = object.path("after");
        if (after.isMissingNode() || after.isNull()) {
            return Position.EMPTY;
        }
        if (!after.isString()) {
            add("/after", "INVALID_VALUE", "'after' is the text of a position, as an answer had it.");
            return Position.EMPTY;
        }
        return Position.parse(after.asString());
    }
}
