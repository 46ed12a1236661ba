-- Versions of views. A deleted one stays as a row, so that its number is never given out again and its topics are
-- removed even when the service dies in between.
create table views (
    id           uuid        primary key,
    name         text        not null,
    version      integer     not null,
    state        text        not null,
    reason       text,
    sql          text        not null,
    fingerprint  text        not null,
    runtime      text        not null,
    definition   text        not null,
    created_at   timestamptz not null,
    changed_at   timestamptz not null,
    deleted_at   timestamptz,
    removed      boolean     not null,
    lock_version bigint      not null,
    constraint views_name_version unique (name, version)
);

create unique index views_one_per_name on views (name) where deleted_at is null;
create index views_of_runtime on views (runtime) where not removed;
