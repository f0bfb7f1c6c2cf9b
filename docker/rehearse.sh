#!/bin/sh
# rehearse.sh FOLDER: upgrade the data of a backup with this code, in a database beside that of the portal, print which
# migrations ran and how many rows each table had and has, and drop the database. The portal may run meanwhile.
set -eu
export LC_ALL=C
database=portal_rehearsal
in_db() { docker compose exec --no-TTY db "$@"; }
run() { docker compose run --rm --no-deps --no-TTY "$@"; }
as() { role=$1; shift; run --env="DATABASE_URL=postgresql://$role@db:5432/$database" "$@"; }
finish() {
  status=$?
  in_db dropdb --username=portal --if-exists --force "$database"
  [ $status = 0 ] || echo "升级演练没有通过；正在使用的数据库没有改变 (the rehearsal failed, the database in use is unchanged)" >&2
}
docker compose build migrate
docker compose up --wait db
in_db dropdb --username=portal --if-exists "$database"
trap finish EXIT
in_db createdb --username=portal "$database"
as portal roles python -m foundation.postgres.roles
run --env=PGDATABASE="$database" --env=MEDIA= backup sh /docker/restore.sh "/backups/$1"
for command in migrate load_reference load_blacklist_reference check_reference; do
  as portal_owner migrate python manage.py $command
done
as portal_app web python manage.py check_invariants
echo "各表行数：升级前，升级后，“-”为没有这张表 (rows of each table before and after)"
in_db psql --username=portal --no-psqlrc --quiet --tuples-only --no-align "$database" < "$(dirname "$0")/rows.sql" |
  join -t "|" -a 1 -a 2 -e - -o 0,1.2,2.2 "backups/$1/rows" -
echo "升级演练完成 (rehearsed): $1"
