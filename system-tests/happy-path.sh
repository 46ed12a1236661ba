#!/usr/bin/env bash
# The README's tour as a script: every line must hold against the running suite. Arguments: none; environment:
# MILLRACE_HOME, MILLRACE_PORT_OFFSET. Leaves the suite as it found it.
set -euo pipefail
cd "$(dirname "$0")/.."
T="Authorization: Bearer $(cat "${MILLRACE_HOME:-.millrace}/token")"
G=http://127.0.0.1:$((8080 + ${MILLRACE_PORT_OFFSET:-0}))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '== %s\n' "$*"; }
die() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# expect STATUS... -- curl arguments; the body lands in $work/body
expect() {
  local wanted=()
  while [ "$1" != -- ]; do wanted+=("$1"); shift; done
  shift
  local status
  status=$(curl -sS -o "$work/body" -D "$work/headers" -w '%{http_code}' "$@")
  for w in "${wanted[@]}"; do [ "$status" = "$w" ] && return 0; done
  die "wanted ${wanted[*]}, got $status: $(cat "$work/body")"
}

# The value of a member of a JSON object, for plain strings.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$work/body"; }

say "a contract"
expect 200 201 -- -X PUT -H "$T" -H 'Content-Type: application/yaml' --data-binary @infra/samples/contracts/flights.odcs.yaml "$G/api/contracts/flights"
say "a view, the moment after"
expect 200 201 -- -X PUT -H "$T" -H 'Content-Type: application/sql' --data-binary @infra/samples/views/delays_per_hour.sql "$G/api/views/delays_per_hour"
say "events, some of them broken"
gunzip -c infra/samples/data/flights.ndjson.gz | sed -n 1,400p > "$work/first-400.ndjson"
expect 207 -- -X POST -H "$T" -H 'Content-Type: application/x-ndjson' --data-binary "@$work/first-400.ndjson" "$G/api/streams/flights/events"
P=$(member position)
[ -n "$P" ] || die "no position in $(cat "$work/body")"
say "reading one's own write"
expect 200 -- -H "$T" -H "Millrace-After: $P" -H 'Prefer: wait=20' "$G/api/views/delays_per_hour/rows?origin=eq.LAS&flights=gt.1&order=avg_delay.desc&limit=5"
grep -q '^\[{"window_start":"2001-0[0-9T:-]*Z","origin":"LAS"' "$work/body" || die "rows: $(cat "$work/body")"
for header in millrace-freshness millrace-watermark millrace-position etag; do
  grep -qi "^$header: " "$work/headers" || die "no $header in $(cat "$work/headers")"
done
say "what was refused"
expect 200 -- -H "$T" "$G/api/streams/flights/quarantine?limit=10"
grep -q '"pointer":"/delay"' "$work/body" || die "quarantine: $(cat "$work/body")"
say "no identity, no answer"
expect 401 -- "$G/api/views"
echo "the happy path holds"
