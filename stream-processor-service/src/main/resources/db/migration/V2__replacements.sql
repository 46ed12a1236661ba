-- A version that is built beside the one that is served, whose number is in replaces, until it has caught up.
alter table views add column replaces integer;

drop index views_one_per_name;
create unique index views_one_per_name on views (name) where deleted_at is null and replaces is null;
create unique index views_one_next_per_name on views (name) where deleted_at is null and replaces is not null;
