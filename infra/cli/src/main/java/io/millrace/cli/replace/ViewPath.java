package io.millrace.cli.replace;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of what is done with a view. */
final class ViewPath {
    private ViewPath() {}

    static String of(String view, String action) {
        return "/api/views/" + URLEncoder.encode(view, StandardCharsets.UTF_8) + "/" + action;
    }
}
