-- Functions of jars, for statements to come. Views keep theirs in their definitions.
create table functions (
    name       text        primary key,
    class_name text        not null,
    jar        text        not null,
    sha256     text        not null,
    created_at timestamptz not null
);
