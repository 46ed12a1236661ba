-- Versions that take their places in one step: that of a view, and those of the views that read it.
alter table views add column together uuid;
-- Whether a version is built because a view that it reads is replaced, and not because somebody stated it.
alter table views add column follows boolean not null default false;
create index views_together on views (together) where together is not null and deleted_at is null;
