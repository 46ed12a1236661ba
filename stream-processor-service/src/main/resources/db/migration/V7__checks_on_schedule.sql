-- The last check of a view that is checked on a schedule. One copy of the service checks, as long as it says so.
create table view_checks (
    view_id       uuid        primary key references views (id),
    claimed_by    uuid        not null,
    claimed_until timestamptz not null,
    checked_at    timestamptz,
    verification  text,
    differences   bigint,
    refusal       text
);
