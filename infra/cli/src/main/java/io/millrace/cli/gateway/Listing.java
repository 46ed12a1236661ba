package io.millrace.cli.gateway;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads a list page by page, following the links that the answers give. */
public final class Listing {
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*rel=\"?next\"?");

    private Listing() {}

    /**
     * @param path with its query
     * @param countMax no more elements than these
     */
    public static List<JsonNode> read(GatewayClient gateway, String path, int countMax) throws InterruptedException {
        List<JsonNode> elements = new ArrayList<>();
        Optional<String> page = Optional.of(path);
        while (page.isPresent() && elements.size() < countMax) {
            HttpResponse<String> response = gateway.get(page.get(), Map.of("Accept", "application/json"));
            elements(GatewayClient.json(response)).forEach(elements::add);
            page = next(response.headers().firstValue("Link").orElse(""));
        }
        return elements.subList(0, Math.min(countMax, elements.size()));
    }

    /** An answer that is an object around a list counts as that list. */
    private static JsonNode elements(JsonNode answer) {
        return answer.isObject()
                ? answer.valueStream().filter(JsonNode::isArray).findFirst().orElse(answer)
                : answer;
    }

    /** The path and query of the next page; an absolute address is taken as one of this gateway. */
    static Optional<String> next(String link) {
        Matcher matcher = NEXT.matcher(link);
        return matcher.find() ? Optional.of(matcher.group(1).replaceFirst("^https?://[^/]+", "")) : Optional.empty();
    }
}
