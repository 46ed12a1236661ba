package io.millrace.views.subscription;

import java.nio.charset.StandardCharsets;

/** Why a snapshot begins. Whoever gets one forgets what it holds of the view. */
enum Reset {
    /** The client came without an id. */
    SUBSCRIBED,
    /** The id was given out for another version of the view, or another version has taken the place of the one that was told. */
    REPLACED,
    /** The id is older than the view's history. */
    TOO_OLD,
    /** The changes that come next can no longer be told one by one. */
    HISTORY_LOST;

    byte[] json(int version) {
        return ("{\"version\":" + version + ",\"reason\":\"" + name() + "\"}").getBytes(StandardCharsets.US_ASCII);
    }
}
