#!/bin/sh
# secrets.sh FOLDER: write a random value for each secret that the folder does not have (docs/ops.md, «Secrets»).
# Nobody else enters the folder; in a container each file is mounted alone and read by the user of that container.
set -eu
umask 077
mkdir -p "$1"
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_'; }
for name in secret_key postgres_password database_owner_password database_password redis_password monitor_token; do
  [ -s "$1/$name" ] || random 48 > "$1/$name"
done
# The mail server has set this password; empty: it asks for none, or there is no server.
[ -e "$1/mail_password" ] || : > "$1/mail_password"
for name in data_keys certificate_keys; do
  [ -s "$1/$name" ] || random 32 > "$1/$name"
done
chmod 444 "$1"/*
