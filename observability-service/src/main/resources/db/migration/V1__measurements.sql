-- As they came: one row per hop, name, copy and second. The key makes a redelivered measurement change nothing.
create table measurement (
    hop         varchar(16)  not null,
    name        varchar(63)  not null,
    copy        varchar(64)  not null,
    at          timestamptz  not null,
    duration_ms bigint       not null,
    events_in   bigint       not null,
    events_out  bigint       not null,
    refused     bigint       not null,
    bytes       bigint       not null,
    late        bigint       not null,
    lag_ms      bigint,
    p50_ms      double precision,
    p99_ms      double precision,
    primary key (hop, name, copy, at)
);
create index measurement_at on measurement (at);

-- Sums over copies; width is 10 or 60 seconds. Rebuilt from measurement whenever a second of the bucket comes in.
create table bucket (
    width      integer      not null,
    hop        varchar(16)  not null,
    name       varchar(63)  not null,
    at         timestamptz  not null,
    events_in  bigint       not null,
    events_out bigint       not null,
    refused    bigint       not null,
    bytes      bigint       not null,
    late       bigint       not null,
    copies     integer      not null,
    lag_ms_max bigint,
    p50_ms     double precision,
    p99_ms_max double precision,
    primary key (width, hop, name, at)
);
create index bucket_at on bucket (width, at);
