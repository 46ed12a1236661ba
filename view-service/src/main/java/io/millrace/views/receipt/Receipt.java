package io.millrace.views.receipt;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is signed of an answer: what was asked, what the rows are made of, and their digest. As claims (RFC 7519) it is
 *
 * <pre>
 * {"iss":"millrace","aud":"millrace-receipt","iat":1795774801,
 *  "view":"orders_per_country","version":1,"position":"AQGZ1bC3",
 *  "contracts":{"orders":"shop:1.2.0"},"lineage":"6f0c…",
 *  "query":"country=eq.DE&amp;limit=20",        or "key":"DE" or "keys":[["DE"],["FR"]]
 *  "decimals":"string",                     where they were asked for so
 *  "rows":1,"more":false,"digest":"9b1d…"}
 * </pre>
 *
 * @param position token of what of the streams is in the rows: per topic id and partition the highest offset
 * @param contracts per stream the contract and its version, {@code id:version}, that the view was compiled against
 * @param lineage hash of the plan, the streams and their contracts, as {@link io.millrace.api.view.ViewLineage} tells it
 * @param decimalsAsText whether DECIMAL values were answered as strings
 * @param rows how many there are in the answer
 * @param more whether the answer was a page that others follow
 * @param digest of the rows, see {@link DigestRows}
 * @param issuedAt in seconds
 */
public record Receipt(
        String view,
        int version,
        String position,
        Map<String, String> contracts,
        String lineage,
        Question question,
        boolean decimalsAsText,
        long rows,
        boolean more,
        String digest,
        Instant issuedAt) {
    /** Media type of the signed form, and by that no access token's. */
    static final String TYPE = "millrace-receipt+jwt";

    private static final String ISSUER = "millrace";
    private static final String AUDIENCE = "millrace-receipt";
    /** Keys are kept as they were asked for: 12.50 of a text is another key than 12.5. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public Receipt {
        contracts = Map.copyOf(contracts);
    }

    /** What was asked. */
    public sealed interface Question {
        /** @param text as it stands behind the question mark of an address, with its limit */
        record ByQuery(String text) implements Question {}

        /** @param text the values in key order, joined by commas */
        record ByKey(String text) implements Question {}

        /** @param json an array of keys, each an array of its values */
        record ByKeys(String json) implements Question {}
    }

    byte[] claims() {
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("iat", issuedAt.getEpochSecond())
                .put("view", view)
                .put("version", version)
                .put("position", position);
        ObjectNode streams = claims.putObject("contracts");
        new TreeMap<>(contracts).forEach(streams::put);
        claims.put("lineage", lineage);
        switch (question) {
            case Question.ByQuery query -> claims.put("query", query.text());
            case Question.ByKey key -> claims.put("key", key.text());
            case Question.ByKeys keys -> claims.set("keys", JSON.readTree(keys.json()));
        }
        if (decimalsAsText) {
            claims.put("decimals", "string");
        }
        claims.put("rows", rows).put("more", more).put("digest", digest);
        return claims.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @return null where they are not those of a receipt of this form */
    static @Nullable Receipt parse(byte[] claims) {
        try {
            JsonNode read = JSON.readTree(claims);
            Question question = question(read);
            if (question == null || !AUDIENCE.equals(read.path("aud").stringValue(""))) {
                return null;
            }
            Map<String, String> contracts = new TreeMap<>();
            read.path("contracts").forEachEntry((stream, contract) -> contracts.put(stream, contract.stringValue()));
            return new Receipt(
                    read.path("view").stringValue(),
                    read.path("version").intValue(),
                    read.path("position").stringValue(),
                    contracts,
                    read.path("lineage").stringValue(),
                    question,
                    "string".equals(read.path("decimals").stringValue("")),
                    read.path("rows").longValue(),
                    read.path("more").booleanValue(),
                    read.path("digest").stringValue(),
                    Instant.ofEpochSecond(read.path("iat").longValue()));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Question question(JsonNode claims) {
        if (claims.path("query").isString()) {
            return new Question.ByQuery(claims.path("query").stringValue());
        }
        if (claims.path("key").isString()) {
            return new Question.ByKey(claims.path("key").stringValue());
        }
        return claims.path("keys").isArray()
                ? new Question.ByKeys(claims.path("keys").toString())
                : null;
    }
}
