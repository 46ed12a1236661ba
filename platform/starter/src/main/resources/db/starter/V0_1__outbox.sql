-- Records on their way to Kafka; a row is there exactly as long as the broker has not acknowledged it.
create table outbox (
    id         bigint generated always as identity primary key,
    topic      varchar(255) not null,
    record_key varchar(512) not null,
    value      bytea,
    created_at timestamptz  not null default now()
);
