package io.millrace.views.serving;

import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** How the rows of a page are written. */
enum RowFormat {
    /** An array of objects. */
    JSON(MediaType.APPLICATION_JSON_VALUE),
    /** An object on each line. */
    NDJSON(MediaType.APPLICATION_NDJSON_VALUE),
    /** RFC 4180 with a header. */
    CSV("text/csv;charset=UTF-8");

    private final MediaType type;

    RowFormat(String type) {
        this.type = MediaType.parseMediaType(type);
    }

    /**
     * The one that the client likes best, {@link #JSON} where it likes several equally well.
     *
     * @param accept values of Accept, of which {@link #JSON}, {@link #NDJSON} or {@link #CSV} is accepted
     */
    static RowFormat accepted(List<String> accept) {
        List<MediaType> types;
        try {
            types = MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            return JSON;
        }
        MimeTypeUtils.sortBySpecificity(types);
        RowFormat best = JSON;
        double quality = 0;
        for (RowFormat format : values()) {
            double liked = types.stream()
                    .filter(type -> type.includes(format.type))
                    .findFirst()
                    .map(MediaType::getQualityValue)
                    .orElse(0.0);
            if (liked > quality) {
                best = format;
                quality = liked;
            }
        }
        return best;
    }

    String contentType() {
        return type.toString();
    }
}
