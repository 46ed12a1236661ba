package io.millrace.orchestration.step;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a response body of any length in bounded memory: keeps its first 64 KiB, counts on to 16 MiB, and then lets go of
 * the connection.
 */
final class BoundedBody implements BodySubscriber<BoundedBody.Kept> {
    static final int KEPT_BYTES_MAX = 64 * 1024;
    static final long READ_BYTES_MAX = 16L * 1024 * 1024;

    /**
     * @param bytes the beginning of the body
     * @param length how many bytes were read in all
     * @param complete whether that was the whole body
     */
    record Kept(byte[] bytes, long length, boolean complete) {}

    private final CompletableFuture<Kept> result = new CompletableFuture<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long length;
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<Kept> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
            byte[] part = new byte[Math.min(buffer.remaining(), KEPT_BYTES_MAX - kept.size())];
            buffer.get(part);
            kept.writeBytes(part);
        }
        if (length > READ_BYTES_MAX) {
            finish(false);
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish(true);
    }

    private void finish(boolean complete) {
        result.complete(new Kept(kept.toByteArray(), length, complete));
    }
}
