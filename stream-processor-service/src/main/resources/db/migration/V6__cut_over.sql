-- A version that was served before and is kept up to date to be served again has the time at which another one took its place.
alter table views add column replaced_at timestamptz;
alter table views add column cut_over_asked boolean not null default false;

drop index views_one_per_name;
create unique index views_one_per_name on views (name)
    where deleted_at is null and replaces is null and replaced_at is null;
create index views_previous on views (name) where deleted_at is null and replaced_at is not null;

-- How the rows of a next version compare with those that are served. One copy of the service compares, as long as it says so.
create table view_comparisons (
    view_id       uuid        primary key references views (id),
    claimed_by    uuid        not null,
    claimed_until timestamptz not null,
    diff          text,
    differences   bigint,
    keys_compared bigint,
    refusal       text
);
