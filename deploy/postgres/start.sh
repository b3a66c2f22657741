#!/bin/bash
# Starts PostgreSQL; at the first start it makes the cluster, with POSTGRES_PASSWORD as its superuser's password.
set -euo pipefail

if [[ ! -s "$PGDATA/PG_VERSION" ]]; then
    password="${POSTGRES_PASSWORD:-}"
    if [[ ${#password} -lt 16 ]]; then
        echo "POSTGRES_PASSWORD must have 16 characters or more (openssl rand -hex 32 makes one)." >&2
        exit 1
    fi
    # Made beside its place and then moved there, so that an interrupted start leaves nothing half made.
    rm -rf "$PGDATA.making"
    initdb --pgdata="$PGDATA.making" --username=quintet_superuser --pwfile=<(printf '%s' "$password") \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums
    mv "$PGDATA.making" "$PGDATA"
fi
unset POSTGRES_PASSWORD

exec postgres -D "$PGDATA" \
    -c config_file="$QUINTET_CONFIGURATION/postgresql.conf" -c hba_file="$QUINTET_CONFIGURATION/pg_hba.conf"
