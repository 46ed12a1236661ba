package io.millrace.processor.view;

import io.millrace.kernel.ErrorKind;
import io.millrace.kernel.MillraceException;
import io.millrace.kernel.Violation;
import io.millrace.processor.ProcessorError;
import io.millrace.processor.plan.BatchViews;
import io.millrace.processor.plan.CompiledView;
import io.millrace.processor.sql.CreateView;
import io.millrace.processor.sql.ReadStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Compiles the views that read a view which is to be replaced, as their statements say, with what it is to become inside them. Those whose
 * plan stays as it is need not be built anew.
 */
@Component
class CompileFollowers {
    private final Views views;
    private final StoredViews known;
    private final Compilers compilers;
    private final ViewTopics topics;

    CompileFollowers(Views views, StoredViews known, Compilers compilers, ViewTopics topics) {
        this.views = views;
        this.known = known;
        this.compilers = compilers;
        this.topics = topics;
    }

    /**
     * Views that follow.
     *
     * @param all the versions that were looked at, by name
     * @param built those that are to be built anew, since their plans change
     */
    record Followers(Map<String, UUID> all, List<StoreViews.Wanted> built) {
        static final Followers NONE = new Followers(Map.of(), List.of());
    }

    /**
     * @param compiled what was stated; those of views that are there already with another meaning are replaced
     * @throws MillraceException DEPENDENT_BREAKS with each view that would not work any more, and why
     */
    Followers of(Collection<CompiledView> compiled) {
        List<CompiledView> replacing =
                compiled.stream().filter(this::isReplacing).toList();
        if (replacing.stream().allMatch(this::isBeingBuilt)) {
            return Followers.NONE;
        }
        List<View> followers = views.allServed().stream()
                .filter(view -> replacing.stream()
                        .noneMatch(next -> next.statement().name().equals(view.name())))
                .filter(view -> replacing.stream()
                        .anyMatch(next ->
                                view.definition().hasInside(next.statement().name())))
                .toList();
        BatchViews batch = new BatchViews(known, compilers::with);
        replacing.forEach(batch::replace);
        List<Violation> broken = new ArrayList<>();
        Map<View, CreateView> statements = new LinkedHashMap<>();
        for (View follower : followers) {
            try {
                statements.put(follower, statement(follower));
            } catch (MillraceException e) {
                broken.add(broken(follower, e));
            }
        }
        statements.forEach((follower, statement) -> {
            batch.add(statement);
            batch.replace(follower.name());
        });
        List<StoreViews.Wanted> wanted = new ArrayList<>();
        statements.forEach((follower, statement) -> {
            try {
                CompiledView view = batch.compile(statement);
                if (!isUnchanged(follower, view)) {
                    wanted.add(new StoreViews.Wanted(
                            view, view.streams().stream().map(topics::source).toList()));
                }
            } catch (MillraceException e) {
                if (e.code().kind() != ErrorKind.USER) {
                    throw e;
                }
                broken.add(broken(follower, e));
            }
        });
        if (!broken.isEmpty()) {
            throw refusal(replacing, broken);
        }
        return new Followers(followers.stream().collect(Collectors.toMap(View::name, View::id)), wanted);
    }

    private boolean isReplacing(CompiledView compiled) {
        return compiled.statement().orReplace()
                && views.named(compiled.statement().name())
                        .filter(view -> !StoreViews.isSame(view, compiled))
                        .isPresent();
    }

    /** Then it has its followers, too. */
    private boolean isBeingBuilt(CompiledView compiled) {
        return views.next(compiled.statement().name())
                .filter(next -> StoreViews.isSame(next, compiled))
                .isPresent();
    }

    private static CreateView statement(View follower) {
        if (follower.definition().hasInside(follower.name())) {
            throw new MillraceException(
                    ProcessorError.UNSUPPORTED_SQL,
                    "It reads what it was itself before, which cannot be compiled again from its statement.");
        }
        return ReadStatement.of(follower.sql());
    }

    private static boolean isUnchanged(View follower, CompiledView view) {
        return follower.definition().planDigest() != null
                && follower.definition().isPlannedAs(view)
                && follower.definition().columns().equals(view.columns());
    }

    private static Violation broken(View follower, MillraceException e) {
        Violation first = e.violations().isEmpty() ? null : e.violations().getFirst();
        return new Violation(
                first == null ? e.code().name() : first.code(),
                "View " + follower.name() + ": " + e.detail(),
                null,
                first == null ? null : first.line(),
                first == null ? null : first.column(),
                first == null ? null : first.hint());
    }

    private static MillraceException refusal(List<CompiledView> replacing, List<Violation> broken) {
        String names = replacing.stream().map(view -> view.statement().name()).collect(Collectors.joining(", "));
        return new MillraceException(
                ProcessorError.DEPENDENT_BREAKS,
                "Nothing is replaced, because views that read " + names + " would not work any more. "
                        + broken.stream().map(Violation::detail).collect(Collectors.joining(" "))
                        + " Keep what they need, drop them, or replace them in the same call of POST /api/views/batch.",
                broken);
    }
}
