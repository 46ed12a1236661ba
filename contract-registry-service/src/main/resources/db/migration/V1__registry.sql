create table contract (
    id             varchar(255) primary key,
    revision       bigint       not null,
    active_version varchar(100),
    created_at     timestamptz  not null,
    changed_at     timestamptz  not null
);

create table contract_version (
    id           uuid primary key,
    contract_id  varchar(255) not null references contract (id),
    version      varchar(100) not null,
    status       varchar(100) not null,
    name         varchar(255),
    owner        varchar(255),
    content_hash varchar(64)  not null,
    was_active   boolean      not null,
    created_at   timestamptz  not null,
    changed_at   timestamptz  not null,
    unique (contract_id, version)
);

-- Apart from the version, so that a contract is read without its megabytes.
create table contract_document (
    version_id uuid primary key references contract_version (id),
    format     varchar(4) not null,
    text       text       not null
);

create table contract_change (
    id             uuid primary key,
    contract_id    varchar(255) not null,
    version        varchar(100) not null,
    action         varchar(20)  not null,
    from_status    varchar(100),
    to_status      varchar(100) not null,
    principal_id   varchar(255) not null,
    principal_name varchar(255) not null,
    changed_at     timestamptz  not null
);
create index contract_change_of_contract on contract_change (contract_id, id desc);

-- A stream and its topic belong to one contract for good: the topic keeps the events that the contract let in.
create table stream (
    name             varchar(63)  primary key,
    topic            varchar(200) not null unique,
    topic_id         uuid,
    contract_id      varchar(255) not null references contract (id),
    contract_version varchar(100) not null,
    active           boolean      not null,
    described        boolean      not null,
    schema_json      text         not null
);
create index stream_of_contract on stream (contract_id);

create table api_key (
    id              uuid primary key,
    name            varchar(255) not null,
    sha256          varchar(64)  not null unique,
    scopes          text         not null,
    created_at      timestamptz  not null,
    created_by      varchar(255) not null,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    revoked_by      varchar(255),
    idempotency_key varchar(512) unique
);
create index api_key_live on api_key (id) where revoked_at is null;
