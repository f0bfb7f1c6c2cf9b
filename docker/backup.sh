#!/bin/sh
# backup.sh FOLDER: write the database, the number of rows of each table and the uploaded files into a new folder.
# PGHOST, PGUSER, PGPASSWORD (or a file, PGPASSWORD_FILE) and PGDATABASE name the database, MEDIA the folder of the files.
set -eu
[ -z "${PGPASSWORD_FILE:-}" ] || { PGPASSWORD=$(cat "$PGPASSWORD_FILE"); export PGPASSWORD; }
here=$(cd "$(dirname "$0")" && pwd)
export ROWS="$here/rows.sql"
mkdir -m 700 "$1"
cd "$1"
# One snapshot for the dump and the numbers, so that they are of the same moment.
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL'
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_export_snapshot() AS snapshot \gset
\setenv SNAPSHOT :snapshot
\! pg_dump --format=custom --snapshot="$SNAPSHOT" --file=portal.dump || rm -f portal.dump
\getenv rows ROWS
\o rows
\i :rows
COMMIT;
SQL
# After the database: every file that the dump names is there, because files are named by content and not changed.
tar --create --file=media.tar --directory="$MEDIA" .
sha256sum portal.dump rows media.tar > SHA256SUMS
echo "备份完成 (written): $1"
