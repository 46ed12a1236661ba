package io.millrace.views.serving;

import io.millrace.api.view.PublishedView;
import io.millrace.api.view.SourceStream;
import io.millrace.kernel.CommonError;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Position;
import io.millrace.views.materialization.ChangelogHistory;
import io.millrace.views.materialization.Cut;
import io.millrace.views.materialization.PastEpoch;
import io.millrace.views.materialization.StoredRows;
import io.millrace.views.row.Row;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads rows as they were, from the changelog: Redis has the newest ones alone. */
@Component
class ReadPast {
    /** Reads at a time in this copy; each has a consumer. */
    static final int PLACES = 2;

    /** Of each; together they leave half of what all reads have. */
    private static final long BYTES_MAX = 16L * 1024 * 1024;

    private static final Duration PLACE_WAIT_MAX = Duration.ofSeconds(2);
    static final Duration READ_MAX = Duration.ofSeconds(20);
    /** Clocks of callers may be ahead. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(1);

    private final ChangelogHistory.Opener histories;
    private final ReadMemory memory;
    private final Clock clock;
    private final Semaphore places = new Semaphore(PLACES);

    ReadPast(ChangelogHistory.Opener histories, ReadMemory memory, Clock clock) {
        this.histories = histories;
        this.memory = memory;
        this.clock = clock;
    }

    /** @param closedAt since when these were the newest rows */
    record PastPage(ScanRows.Page page, Instant closedAt) {}

    /**
     * @param rows in the order of the keys, null where there was none
     * @param closedAt since when these were the newest rows
     */
    record PastRows(Cut cut, List<byte @Nullable []> rows, Instant closedAt) {}

    /**
     * @param share kept for as long as the page is
     * @param bytesMax after which the page ends, but one row is on it in any case
     * @throws MillraceException with {@link ServingError#BEYOND_HISTORY}, {@link ServingError#HISTORY_TOO_LARGE}, {@link
     *     ServingError#TOO_MANY_READS}, {@link CommonError#INVALID_PARAMETER} or {@link CommonError#UNAVAILABLE}
     */
    PastPage page(
            PublishedView view, ViewShape shape, RowQuery query, AsOf asOf, ReadMemory.Share share, long bytesMax) {
        Predicate<byte[]> wanted = json -> {
            Row row = Row.of(shape.columns(), json);
            return query.filters().stream().allMatch(filter -> filter.matches(row));
        };
        boolean all = query.filters().isEmpty();
        share.begin();
        try (ReadMemory.Share held = memory.open()) {
            RowsAtPosition rows = new RowsAtPosition(shape, held, BYTES_MAX);
            PastEpoch epoch = read(
                    view,
                    asOf,
                    held,
                    (key, row) -> put(rows, view, key, row == null || all || wanted.test(row) ? row : null));
            AccessPath byKey = FindPaths.of(shape, query).getFirst();
            RowsAtHand atHand =
                    new RowsAtHand(rows.rows(), cut(epoch, rows.rows().size()));
            return new PastPage(
                    new ScanPath(atHand, shape, query, byKey, Long.MAX_VALUE).page(share, bytesMax), epoch.closedAt());
        } catch (StoredRows.CutExpiredException | ScanPath.TooManyRowsException e) {
            throw new IllegalStateException("rows that are at hand do not expire, and all may be looked at", e);
        }
    }

    /**
     * As {@link #page}, the rows of keys.
     *
     * @param keys null where the view can have no such key
     * @param bytesMax that the rows may have; else {@link ServingError#ANSWER_TOO_LARGE}
     */
    PastRows rows(
            PublishedView view,
            ViewShape shape,
            List<byte @Nullable []> keys,
            AsOf asOf,
            ReadMemory.Share share,
            long bytesMax) {
        Set<ByteBuffer> wanted =
                keys.stream().filter(Objects::nonNull).map(ByteBuffer::wrap).collect(Collectors.toSet());
        share.begin();
        try (ReadMemory.Share held = memory.open()) {
            RowsAtPosition rows = new RowsAtPosition(shape, held, BYTES_MAX);
            PastEpoch epoch = read(view, asOf, held, (key, row) -> {
                if (wanted.contains(ByteBuffer.wrap(shape.keys().fromJson(key)))) {
                    put(rows, view, key, row);
                }
            });
            List<byte @Nullable []> found = new ArrayList<>();
            keys.forEach(key -> found.add(key == null ? null : rows.rows().get(key)));
            long bytes = found.stream()
                    .mapToLong(row -> row == null ? 0 : row.length)
                    .sum();
            if (bytes > bytesMax) {
                throw LookUpKeys.tooLarge(shape.version());
            }
            share.need(LookUpKeys.COPIES * bytes);
            return new PastRows(cut(epoch, rows.rows().size()), found, epoch.closedAt());
        }
    }

    private static Cut cut(PastEpoch epoch, long rows) {
        return new Cut("", epoch.epoch(), false, epoch.frontier(), null, rows);
    }

    private static void put(RowsAtPosition rows, PublishedView view, byte[] key, byte @Nullable [] row) {
        if (!rows.put(key, row)) {
            throw tooLarge(
                    view, "has more than " + BYTES_MAX / (1024 * 1024) + " MiB of rows that the filters let through");
        }
    }

    private PastEpoch read(PublishedView view, AsOf asOf, ReadMemory.Share share, ChangelogHistory.Listener listener) {
        admit(view, asOf);
        share.begin();
        takePlace();
        try (ChangelogHistory history = histories.open(view, READ_MAX)) {
            PastEpoch epoch = switch (asOf) {
                case AsOf.Time time -> by(view, time.instant(), history);
                case AsOf.Seen seen -> seen(view, seen.position(), history);
            };
            Instant behind = history.read(epoch, listener);
            Instant oldest = oldest(view, clock.instant());
            if (behind.isBefore(oldest)) {
                throw beyondHistory(view, "no longer tells what it was before " + oldest);
            }
            return epoch;
        } catch (ChangelogHistory.TooLongException e) {
            throw tooLong(view);
        } catch (ChangelogHistory.UnavailableException e) {
            throw new MillraceException(
                    CommonError.UNAVAILABLE,
                    "What view '" + view.name()
                            + "' was cannot be read now, because Kafka does not answer as it should. Try again in a"
                            + " moment.",
                    e);
        } finally {
            places.release();
        }
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(PLACE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new MillraceException(
                ServingError.TOO_MANY_READS,
                "Others read what views were, " + PLACES + " at a time. Try again in a moment.");
    }

    private void admit(PublishedView view, AsOf asOf) {
        if (asOf instanceof AsOf.Time time) {
            Instant instant = time.instant();
            Instant now = clock.instant();
            if (instant.isAfter(now.plus(AHEAD_MAX))) {
                throw AsOf.invalid("INVALID_VALUE", "is in the future; it is " + now + " now", "leave it out");
            }
            if (instant.isBefore(oldest(view, now))) {
                throw beyondHistory(view, "no longer tells what it was before " + oldest(view, now));
            }
        }
    }

    private static Instant oldest(PublishedView view, Instant now) {
        return now.minusMillis(view.historyMs());
    }

    private PastEpoch by(PublishedView view, Instant instant, ChangelogHistory history)
            throws ChangelogHistory.TooLongException {
        PastEpoch epoch = history.by(instant);
        if (epoch == null) {
            throw beyondHistory(view, "had no rows yet at " + instant);
        }
        return epoch;
    }

    private PastEpoch seen(PublishedView view, Position position, ChangelogHistory history)
            throws ChangelogHistory.TooLongException {
        Position wanted =
                position.only(view.sources().stream().map(SourceStream::topicId).collect(Collectors.toSet()));
        if (wanted.isEmpty()) {
            throw AsOf.invalid("INVALID_VALUE", "is a position of streams that the view does not read", null);
        }
        Instant now = clock.instant();
        Instant oldest = oldest(view, now);
        PastEpoch epoch = history.seen(wanted, oldest, now);
        if (epoch == null) {
            throw new MillraceException(
                    ServingError.POSITION_NOT_REACHED,
                    "View '" + view.name() + "' has not told yet what it was at the position. Try again in a moment.");
        }
        boolean isItself = wanted.equals(epoch.frontier().position());
        if (!isItself && epoch.closedAt().isBefore(oldest)) {
            throw beyondHistory(
                    view, "had seen the position before " + oldest + ", and no longer tells what it was then");
        }
        return epoch;
    }

    private static MillraceException beyondHistory(PublishedView view, String fact) {
        return new MillraceException(
                ServingError.BEYOND_HISTORY,
                "Version " + view.version() + " of view '" + view.name() + "' " + fact + ". It keeps every change for "
                        + Duration.ofMillis(view.historyMs())
                                .toString()
                                .substring(2)
                                .toLowerCase(Locale.ROOT)
                        + ": ask for a later moment, or declare the view WITH (history = '…').");
    }

    static MillraceException tooLong(PublishedView view) {
        return tooLarge(view, "takes longer than " + READ_MAX.toSeconds() + " s to read");
    }

    private static MillraceException tooLarge(PublishedView view, String fact) {
        return new MillraceException(
                ServingError.HISTORY_TOO_LARGE,
                "View '" + view.name() + "' " + fact
                        + "; more is not held to tell what it was. Filter by more columns, or make a smaller view.");
    }
}
