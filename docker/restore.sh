#!/bin/sh
# restore.sh FOLDER: load a backup into an empty database and an empty folder, and compare the number of rows.
# PGHOST, PGUSER, PGPASSWORD (or a file, PGPASSWORD_FILE) and PGDATABASE name the database, MEDIA the folder of the files;
# with an empty MEDIA only the database is restored.
set -eu
[ -z "${PGPASSWORD_FILE:-}" ] || { PGPASSWORD=$(cat "$PGPASSWORD_FILE"); export PGPASSWORD; }
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }
fail() { echo "$1" >&2; exit 1; }
sha256sum --check --quiet SHA256SUMS || fail "备份已损坏，没有恢复：请换一份备份，或重新运行make backup (the backup is damaged)"
[ "$(ask --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" = 0 ] ||
  fail "数据库不是空的，没有恢复 (the database is not empty)"
[ -z "$MEDIA" ] || [ -z "$(ls -A "$MEDIA")" ] || fail "文件目录不是空的，没有恢复 (the folder of the files is not empty)"
pg_restore --no-owner --exit-on-error --single-transaction --dbname="$PGDATABASE" portal.dump
ask --file="$here/rows.sql" | diff rows - || fail "恢复的行数与备份不同 (the numbers of rows differ)"
[ -z "$MEDIA" ] || tar --extract --file=media.tar --directory="$MEDIA"
echo "恢复完成，各表行数与备份相同 (restored): $1"
