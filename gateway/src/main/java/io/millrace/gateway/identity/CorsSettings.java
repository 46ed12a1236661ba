package io.millrace.gateway.identity;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which web pages of other origins may call.
 *
 * @param origins for example {@code https://dashboards.example.com}; none by default
 */
@ConfigurationProperties("millrace.gateway.cors")
record CorsSettings(@DefaultValue List<String> origins) {
    CorsSettings {
        origins = List.copyOf(origins);
        if (origins.contains("*")) {
            throw new IllegalArgumentException(
                    "millrace.gateway.cors.origins contains '*', which would let every web page call; list the origins");
        }
    }
}
