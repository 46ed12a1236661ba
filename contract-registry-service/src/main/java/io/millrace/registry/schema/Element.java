package io.millrace.registry.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A part of a document with its JSON pointer. Parts of a wrong type read as absent: the standard's schema has named them
 * already.
 */
record Element(JsonNode node, String pointer) {
    static Element root(SourceDocument document) {
        return new Element(document.content(), "");
    }

    /** The member, which may be a missing node. */
    Element get(String member) {
        return new Element(
                node.path(member), pointer + "/" + member.replace("~", "~0").replace("/", "~1"));
    }

    boolean has(String member) {
        return node.has(member) && !node.get(member).isNull();
    }

    List<Element> items(String member) {
        List<Element> items = new ArrayList<>();
        Element array = get(member);
        if (array.node.isArray()) {
            for (int i = 0; i < array.node.size(); i++) {
                items.add(new Element(array.node.get(i), array.pointer + "/" + i));
            }
        }
        return items;
    }

    @Nullable
    String text(String member) {
        JsonNode value = node.path(member);
        return value.isString() ? value.stringValue() : null;
    }

    /** Text, or a number as it is written: many write {@code value: 30} and mean the same as {@code value: '30'}. */
    @Nullable
    String textOrNumber(String member) {
        JsonNode value = node.path(member);
        return value.isNumber() ? value.decimalValue().toPlainString() : text(member);
    }

    @Nullable
    BigDecimal number(String member) {
        JsonNode value = node.path(member);
        return value.isNumber() ? value.decimalValue() : null;
    }

    @Nullable
    Integer integer(String member) {
        BigDecimal value = number(member);
        return value == null || value.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
                ? null
                : value.intValue();
    }

    @Nullable
    Boolean bool(String member) {
        JsonNode value = node.path(member);
        return value.isBoolean() ? value.booleanValue() : null;
    }

    boolean is(String member) {
        return Boolean.TRUE.equals(bool(member));
    }
}
