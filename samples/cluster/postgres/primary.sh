#!/bin/sh
# Runs once, when the image has made an empty database: FactorSeq's own user and database, a user that may only copy, and a slot that keeps the log
# for the replica.
# DATABASE_PASSWORD     of the user factorseq          REPLICATION_PASSWORD  of the user replicator
set -e # no -u: where the file is not executable, the image reads it into its own shell
psql -v ON_ERROR_STOP=1 -v database="$DATABASE_PASSWORD" -v replication="$REPLICATION_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'S'
CREATE ROLE factorseq LOGIN PASSWORD :'database';
CREATE DATABASE factorseq OWNER factorseq ENCODING 'UTF8' TEMPLATE template0;
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
SELECT pg_create_physical_replication_slot('replica');
S
# "all" does not mean replication. samenet: the network that holds the nodes and the two databases alone.
echo 'host replication replicator samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
