-- Tables: the latest events of streams by their keys. They have nothing in Kafka, and views that read them have them inside.
create table keyed_tables (
    name        text        primary key,
    sql         text        not null,
    definition  text        not null,
    created_at  timestamptz not null
);
