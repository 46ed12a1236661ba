package io.millrace.cli.project;

import io.millrace.cli.gateway.GatewayClient;
import io.millrace.cli.project.Plan.Change;
import io.millrace.cli.project.Plan.Effect;
import io.millrace.local.LocalException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Brings an installation to what a project says: contracts first, then derived streams and tables, then
 * views, then workflows.
 */
public final class ApplyProject {
    /** What POST /api/views/batch takes at once. */
    private static final int VIEWS_TOGETHER_MAX = 64;

    private static final Set<Kind> VIEWS = EnumSet.of(Kind.VIEW);
    /** The order in which kinds are applied. */
    private static final List<Set<Kind>> TOGETHER =
            List.of(EnumSet.of(Kind.CONTRACT), EnumSet.of(Kind.STREAM, Kind.TABLE), VIEWS, EnumSet.of(Kind.WORKFLOW));

    private final Project project;
    private final Installation installation;
    private final ProjectLock lock;
    private final PrintWriter out;

    private ApplyProject(Project project, Installation installation, ProjectLock lock, PrintWriter out) {
        this.project = project;
        this.installation = installation;
        this.lock = lock;
        this.out = out;
    }

    /**
     * @param folder of the project
     * @param out takes the plan
     */
    public static ApplyProject of(Path folder, GatewayClient gateway, PrintWriter out) throws InterruptedException {
        Project project = Project.read(folder);
        Installation installation = new Installation(gateway);
        return new ApplyProject(project, installation, ProjectLock.read(folder, installation.id()), out);
    }

    /**
     * Shows what applying would do. Views are compiled, unless the contracts, streams and tables that they may need are yet to be
     * applied.
     *
     * @throws LocalException with every view that would be refused
     */
    public void check() throws InterruptedException {
        Plan plan = plan(lock.knowsInstallation());
        show(plan);
        boolean settled = plan.changes().stream()
                .filter(change -> change.file().kind().compareTo(Kind.VIEW) < 0)
                .allMatch(change -> change.effect() == Effect.UNCHANGED);
        if (settled) {
            refuseBadViews(plan);
        } else {
            out.println("Contracts, streams or tables are new or changed: views are compiled when these are applied.");
        }
        out.println(plan.isEmpty() ? "Nothing would change." : "Apply it with: millrace apply -f " + project.root());
        out.flush();
    }

    private void refuseBadViews(Plan plan) throws InterruptedException {
        List<String> refusals = new ArrayList<>();
        for (Effect effect : List.of(Effect.CREATED, Effect.CHANGED)) {
            for (ProjectFile view : plan.files(VIEWS, effect)) {
                installation.refusal(view).ifPresent(refusals::add);
            }
        }
        if (!refusals.isEmpty()) {
            out.flush();
            throw new LocalException(String.join("\n", refusals));
        }
    }

    /**
     * Shows the plan and carries it out.
     *
     * @param prune whether what the project created earlier and holds no more is removed
     * @throws LocalException where something is refused; what came before it is applied
     */
    public void apply(boolean prune) throws InterruptedException {
        if (prune && !lock.knowsInstallation()) {
            throw new LocalException(
                    "It is not known what this project created here, because its millrace.lock does not"
                            + " say so; apply it once without --prune, and keep the file in version control");
        }
        Plan plan = plan(prune);
        show(plan);
        List<Remembered> created = new ArrayList<>();
        List<Remembered> removed = new ArrayList<>();
        try {
            carryOut(plan, created, removed);
        } finally {
            lock.update(created, removed);
        }
        out.println(summary(plan));
        out.flush();
    }

    /** As {@link #apply} without pruning, and leaves no {@code millrace.lock} behind. */
    public void applyWithoutMemory() throws InterruptedException {
        Plan plan = plan(false);
        show(plan);
        carryOut(plan, new ArrayList<>(), new ArrayList<>());
        out.println(summary(plan));
        out.flush();
    }

    private void carryOut(Plan plan, List<Remembered> created, List<Remembered> removed) throws InterruptedException {
        for (Set<Kind> kinds : TOGETHER) {
            if (kinds.contains(Kind.VIEW)) {
                createViews(plan.files(kinds, Effect.CREATED), created);
            } else {
                for (ProjectFile file : plan.files(kinds, Effect.CREATED)) {
                    installation.put(file);
                    created.add(Remembered.of(file));
                }
            }
            for (ProjectFile file : plan.files(kinds, Effect.CHANGED)) {
                installation.put(file);
            }
        }
        for (Remembered removal : plan.removals()) {
            installation.remove(removal);
            removed.add(removal);
        }
    }

    private void createViews(List<ProjectFile> views, List<Remembered> created) throws InterruptedException {
        for (int from = 0; from < views.size(); from += VIEWS_TOGETHER_MAX) {
            List<ProjectFile> together = views.subList(from, Math.min(views.size(), from + VIEWS_TOGETHER_MAX));
            installation.createViews(together);
            together.forEach(view -> created.add(Remembered.of(view)));
        }
    }

    private Plan plan(boolean withRemovals) throws InterruptedException {
        List<Change> changes = new ArrayList<>();
        Set<Remembered> held = new HashSet<>();
        for (ProjectFile file : project.files()) {
            changes.add(installation.plan(file));
            held.add(Remembered.of(file));
        }
        List<Remembered> removals = new ArrayList<>();
        if (withRemovals) {
            for (Remembered created : lock.created().reversed()) {
                if (!held.contains(created) && installation.has(created)) {
                    removals.add(created);
                }
            }
        }
        return new Plan(changes, removals);
    }

    private void show(Plan plan) {
        for (Change change : plan.changes()) {
            out.println(line(
                    change.effect().name(),
                    change.file().kind().word(),
                    change.file().name()));
        }
        plan.removals().forEach(removal -> out.println(line("REMOVED", removal.kind(), removal.name())));
        out.flush();
    }

    private static String line(String effect, String kind, String name) {
        return String.format(Locale.ROOT, "  %-9s  %-8s  %s", effect.toLowerCase(Locale.ROOT), kind, name);
    }

    private static String summary(Plan plan) {
        StringJoiner summary = new StringJoiner(", ", "Applied: ", ".");
        for (Effect effect : Effect.values()) {
            long count = plan.changes().stream()
                    .filter(change -> change.effect() == effect)
                    .count();
            if (count > 0) {
                summary.add(count + " " + effect.name().toLowerCase(Locale.ROOT));
            }
        }
        if (!plan.removals().isEmpty()) {
            summary.add(plan.removals().size() + " removed");
        }
        return summary.toString();
    }
}
