package io.millrace.processor.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * A column of a relation, or a member in it: {@code t.address.geo.city}.
 *
 * @param members indexes from the column inwards; empty for the column itself
 */
record MemberPath(int column, List<Integer> members) {
    static MemberPath of(int column) {
        return new MemberPath(column, List.of());
    }

    /** What a member access reads; null where it is of a computed value. */
    static @Nullable MemberPath of(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return of(ref.getIndex());
        }
        MemberPath row = expression instanceof RexFieldAccess access ? of(access.getReferenceExpr()) : null;
        if (row == null) {
            return null;
        }
        List<Integer> members = new ArrayList<>(row.members);
        members.add(((RexFieldAccess) expression).getField().getIndex());
        return new MemberPath(row.column, List.copyOf(members));
    }

    /** Whether the other is this, or in it. */
    boolean holds(MemberPath other) {
        return column == other.column
                && members.size() <= other.members.size()
                && members.equals(other.members.subList(0, members.size()));
    }

    /** What expressions read. */
    static Set<MemberPath> read(Iterable<RexNode> expressions) {
        Set<MemberPath> read = new HashSet<>();
        for (RexNode expression : expressions) {
            expression.accept(new RexVisitorImpl<@Nullable Void>(true) {
                @Override
                public @Nullable Void visitInputRef(RexInputRef ref) {
                    read.add(of(ref.getIndex()));
                    return null;
                }

                @Override
                public @Nullable Void visitFieldAccess(RexFieldAccess access) {
                    MemberPath path = of(access);
                    if (path == null) {
                        return super.visitFieldAccess(access);
                    }
                    read.add(path);
                    return null;
                }
            });
        }
        return read;
    }

    /** Without those that are in another. */
    static Set<MemberPath> outermost(Collection<MemberPath> paths) {
        Set<MemberPath> outermost = new HashSet<>(paths);
        outermost.removeIf(path -> paths.stream().anyMatch(other -> !other.equals(path) && other.holds(path)));
        return outermost;
    }
}
