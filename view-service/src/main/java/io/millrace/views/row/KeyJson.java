package io.millrace.views.row;

import io.millrace.api.view.PublishedView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** Keys as JSON objects of the key's columns. A column that is no member of the rows has its mark in front of its name. Immutable. */
public final class KeyJson {
    private static final JsonFactory JSON = new JsonFactory();

    private final List<byte[]> names;

    private KeyJson(List<byte[]> names) {
        this.names = names;
    }

    public static KeyJson of(PublishedView view) {
        return new KeyJson(view.key().stream()
                .map(name -> ('"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(name)) + "\":")
                        .getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /**
     * @param array the key's values, as the changelog has them
     * @throws IllegalArgumentException where it is not an array of as many values
     */
    public byte[] object(byte[] array) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(array.length + 16 * names.size() + 2);
        out.write('{');
        int index = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), array)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (index == names.size()) {
                    throw new IllegalArgumentException("a key has more values than the view's, " + index);
                }
                out.writeBytes(index == 0 ? new byte[0] : new byte[] {','});
                out.writeBytes(names.get(index));
                int from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                // What a token ends with is known only when it was read to its end.
                parser.finishToken();
                out.write(array, from, (int) parser.currentLocation().getByteOffset() - from);
                index++;
            }
        }
        if (index != names.size()) {
            throw new IllegalArgumentException("a key has " + index + " values; the view's key has " + names.size());
        }
        out.write('}');
        return out.toByteArray();
    }
}
