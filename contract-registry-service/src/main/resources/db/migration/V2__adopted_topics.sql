-- A topic that was there before its contract is never changed so that it loses records.
alter table stream add column topic_adopted boolean not null default false;
