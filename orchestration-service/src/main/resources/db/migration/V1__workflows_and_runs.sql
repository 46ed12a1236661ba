-- Texts of workflows, each once; workflows and runs refer to them by hash.
create table document (
    hash varchar(64) primary key,
    body text not null
);

create table workflow (
    id            varchar(63) primary key,
    document_hash varchar(64) not null references document (hash),
    revision      bigint       not null,
    created_at    timestamptz  not null,
    changed_at    timestamptz  not null,
    changed_by    varchar(255) not null,
    version       bigint       not null
);
create index workflow_document on workflow (document_hash);

-- Runs outlive their workflow: history is removed by age alone.
create table run (
    id              uuid primary key,
    workflow_id     varchar(63)  not null,
    document_hash   varchar(64)  not null references document (hash),
    state           varchar(16)  not null,
    trigger         varchar(16)  not null,
    requested_by    varchar(255) not null,
    scheduled_for   timestamptz,
    idempotency_key varchar(255),
    round           integer      not null,
    error           text,
    created_at      timestamptz  not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    event_count     bigint       not null,
    version         bigint       not null,
    unique (workflow_id, scheduled_for),
    unique (workflow_id, idempotency_key)
);
create index run_workflow on run (workflow_id, id desc);
create index run_active on run (workflow_id) where state in ('QUEUED', 'RUNNING');
create index run_ended on run (ended_at) where ended_at is not null;
create index run_document on run (document_hash);

create table run_step (
    id              uuid primary key,
    run_id          uuid        not null references run (id) on delete cascade,
    position        integer     not null,
    name            varchar(63) not null,
    state           varchar(16) not null,
    execution       integer     not null,
    attempts        integer     not null,
    failures        integer     not null,
    interruptions   integer     not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    next_attempt_at timestamptz,
    error           text,
    unique (run_id, name)
);

create table run_event (
    run_id  uuid        not null references run (id) on delete cascade,
    seq     bigint      not null,
    at      timestamptz not null,
    kind    varchar(8)  not null,
    step    varchar(63),
    attempt integer,
    state   varchar(16),
    message text,
    primary key (run_id, seq)
);

-- db-scheduler's form. Steps and timers are apart, so that steps that fill every place never delay a timeout or a schedule.
create table step_execution (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index step_execution_due on step_execution (execution_time);
create index step_execution_heartbeat on step_execution (last_heartbeat);

create table timer_execution (
    task_name            text        not null,
    task_instance        text        not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean     not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      not null,
    priority             smallint,
    primary key (task_name, task_instance)
);
create index timer_execution_due on timer_execution (execution_time);
create index timer_execution_heartbeat on timer_execution (last_heartbeat);
