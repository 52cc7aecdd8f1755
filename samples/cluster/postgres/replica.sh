#!/bin/sh
# Copies the primary on the first start, and follows it from then on: -R writes down whom, and by which slot.
# PRIMARY               its name                       REPLICATION_PASSWORD  of the user replicator
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was cut short is begun anew; what lies in PGDATA is whole.
  rm -rf "$PGDATA.part"
  PGPASSWORD="$REPLICATION_PASSWORD" pg_basebackup --host "$PRIMARY" --port "${PRIMARY_PORT:-5432}" --username replicator \
    --pgdata "$PGDATA.part" --write-recovery-conf --slot replica --wal-method stream --checkpoint fast
  mv "$PGDATA.part" "$PGDATA"
fi
exec postgres "$@"
