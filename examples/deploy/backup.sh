#!/bin/sh
# backup.sh HOME FOLDER: copies what cannot be made again into FOLDER/<time>, while no load and no build runs.
set -eu
home=$1
copy=$2/$(date -u +%Y-%m-%dT%H%M%SZ)
umask 077
mkdir -p "$copy.part"

# Evenhand's own locks, in its own order. raw.duckdb must stand still: half a transaction is no backup.
exec 8>>"$home/build.lock" 9>>"$home/raw.lock"
flock --timeout 7200 8
flock --timeout 7200 9
for file in raw.duckdb pseudonym.key audit.key CURRENT sources.toml access.toml alerts.toml alerts_state.json \
    saved_views.json sql_queries.json sql_history reports.jsonl; do
    if [ -e "$home/$file" ]; then cp -a --reflink=auto "$home/$file" "$copy.part/"; fi
done
if [ -e "$home/CURRENT" ]; then
    mkdir -p "$copy.part/generations"
    cp -a --reflink=auto "$home/generations/$(cat "$home/CURRENT")" "$copy.part/generations/"
fi

# People go on working meanwhile, so accounts and the audit log are each taken in one state.
if [ -e "$home/people.sqlite3" ]; then
    python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("vacuum into ?", sys.argv[2:])' \
        "$home/people.sqlite3" "$copy.part/people.sqlite3"
fi
if [ -e "$home/audit/lock" ]; then
    exec 7>>"$home/audit/lock"
    flock 7
    cp -a "$home/audit" "$copy.part/"
fi

sync -f "$copy.part"
mv "$copy.part" "$copy"
echo "$copy"
