package io.millrace.processor.sql;

import org.jspecify.annotations.Nullable;

/** A statement by itself, as {@code POST /api/sql} takes it. */
public sealed interface Statement {
    /** A name that is in the statement, and where it stands. */
    record Name(String text, SqlPlace place) {}

    /** What a statement can make. */
    enum Kind {
        VIEW,
        STREAM
    }

    /** Something that a statement made. */
    record Made(Kind kind, Name name) {}

    /** What EXPLAIN tells. */
    enum Detail {
        /** The nodes of the plan. */
        PLAN,
        /** The stages that run it, with their topics and stores. */
        TOPOLOGY,
        /** Which columns of streams each column is made of. */
        LINEAGE,
        /** What it reads, sends and keeps. */
        COST
    }

    /** What SHOW lists. */
    enum Things {
        VIEWS,
        STREAMS,
        FUNCTIONS,
        RUNTIMES
    }

    record Create(CreateView view) implements Statement {}

    /** Of a query or a CREATE statement, which creates nothing then. */
    record Explain(Detail detail, CreateView view) implements Statement {}

    /** Of what is there. */
    record ExplainMade(Detail detail, Made made) implements Statement {}

    /** @param like a pattern with % and _ of the names; null for all */
    record Show(Things things, @Nullable String like) implements Statement {}

    /** @param extended whether options and state are told, too */
    record Describe(Name name, boolean extended) implements Statement {}

    record ShowCreate(Made made) implements Statement {}

    record Drop(Made made, boolean ifExists) implements Statement {}

    /**
     * @param className of the class with the {@code eval} methods
     * @param jar the name of its file
     */
    record CreateFunction(Name name, boolean ifNotExists, Name className, Name jar) implements Statement {}

    record DropFunction(Name name, boolean ifExists) implements Statement {}

    record DescribeFunction(Name name) implements Statement {}

    record Pause(Made made) implements Statement {}

    record Resume(Made made) implements Statement {}

    /** Of tables, which are definitions alone. */
    sealed interface OfTable extends Statement {
        record Create(CreateTable table) implements OfTable {}

        record Drop(Name table, boolean ifExists) implements OfTable {}

        record ShowCreate(Name table) implements OfTable {}

        /** @param like a pattern with % and _ of the names; null for all */
        record Show(@Nullable String like) implements OfTable {}
    }
}
