package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.ViewState;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.SourceFreshness;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A reply with rows: how fresh they are, which position they include, and a tag by which an unchanged reply is recognised. */
final class RowsReply {
    private static final int TAG_BYTES = 12;

    private final HttpServletRequest request;
    private final HttpServletResponse response;

    RowsReply(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    /** Headers that say what the rows are a cut of. */
    RowsReply describe(PublishedView view, Cut cut, SourceFreshness.Freshness freshness) {
        header("Millrace-Freshness", freshness.asOf());
        header("Millrace-Watermark", freshness.watermark());
        header("Millrace-Position", cut.frontier().position().token());
        ViewState state = state(view, cut);
        if (state != ViewState.RUNNING) {
            header("Millrace-State", state);
        }
        return this;
    }

    static ViewState state(PublishedView view, Cut cut) {
        boolean behind = !cut.isConsistent() || SourceFreshness.progress(view, cut.frontier()) < 1;
        return switch (view.state()) {
            case PAUSED, FAILED -> view.state();
            case CREATED, BACKFILLING, RUNNING -> behind ? ViewState.BACKFILLING : ViewState.RUNNING;
        };
    }

    RowsReply header(String name, @Nullable Object value) {
        if (value != null) {
            response.setHeader(name, value.toString());
        }
        return this;
    }

    /** Sends the body, or 304 where the client has it. */
    void send(byte[] body, RowFormat format, SendAtPace sending) throws IOException {
        String tag = tag(body);
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Vary", "Accept, Authorization, Prefer");
        if (isKnown(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(format.contentType());
        response.setContentLength(body.length);
        sending.send(body, response.getOutputStream());
    }

    /** Sends a body that no later request is compared with. */
    void sendOnce(byte[] json, SendAtPace sending) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(RowFormat.JSON.contentType());
        response.setContentLength(json.length);
        sending.send(json, response.getOutputStream());
    }

    private boolean isKnown(String tag) {
        Enumeration<String> known = request.getHeaders("If-None-Match");
        while (known.hasMoreElements()) {
            for (String candidate : known.nextElement().split(",", -1)) {
                String stripped = candidate.strip();
                if (stripped.equals("*") || stripped.equals(tag) || stripped.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String tag(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
