#!/usr/bin/env bash
# odoo-up.sh: a real Odoo 19 (Community) for tests and trials on Debian, without docker.
#
#   odoo-up.sh start         install what is missing, serve both databases, print the values
#   odoo-up.sh stop          stop Odoo, and its PostgreSQL if no other server of the folder runs
#   odoo-up.sh reset         both databases afresh (Odoo is restarted if it was running)
#   odoo-up.sh status        say whether Odoo answers; exit 3 if not
#   odoo-up.sh env           print the connection values: eval "$(odoo-up.sh env)"
#   odoo-up.sh addon-tests   the addon's own tests inside Odoo, in a database of their own; one
#                            class: odoo-up.sh addon-tests /g_assistant_connector:TestIngest
#   odoo-up.sh wipe          stop and delete everything
#
# On one more database, named by ODOO_DATABASE, beside a running server:
#   odoo-up.sh fresh         make it anew from the template, without the addon
#   odoo-up.sh odoo ARGS     one odoo command, for example: odoo-up.sh odoo -u crm --stop-after-init
#   odoo-up.sh shell         Odoo's Python shell (or a script on stdin)
#   odoo-up.sh sql SCRIPT    what PostgreSQL answers, a line a row
#   odoo-up.sh drop          delete it
#
# Odoo is Debian sid's package odoo-19, fetched by apt with lists of its own (nothing else on the
# machine changes) and only unpacked; its Python packages go to a venv; PostgreSQL is a private
# cluster on 127.0.0.1. A template database is made once, all others are copies of it. The addon's
# database is made again whenever a file of the addon has changed. One job thread runs there, for
# the addon's sending: all other jobs are off.
#
# Settings (environment)                  default
#   ODOO_HOME            everything       /var/tmp/meta-leads-odoo19
#   ODOO_PORT            HTTP             28069 (3 more: websocket; 5, 6 more: single commands)
#   ODOO_PG_PORT         PostgreSQL       25432
#   ODOO_DATABASE        without addon    test
#   ODOO_ADDON_DATABASE  with the addon   addon
#   ODOO_MODULES         installed        crm
#   ODOO_ADDONS          more addon folders, comma-separated
#   ODOO_PYTHON          for the venv     /usr/bin/python3, else python3 (3.10 to 3.13)
#   ODOO_DEBS            a folder with the .deb files, to skip their download
set -Eeuo pipefail
umask 022

ODOO_HOME=${ODOO_HOME:-/var/tmp/meta-leads-odoo19}
ODOO_PORT=${ODOO_PORT:-28069}
ODOO_PG_PORT=${ODOO_PG_PORT:-25432}
ODOO_DATABASE=${ODOO_DATABASE:-test}
ODOO_ADDON_DATABASE=${ODOO_ADDON_DATABASE:-addon}
ODOO_MODULES=${ODOO_MODULES:-crm}
ODOO_ADDONS=${ODOO_ADDONS:-}
ODOO_DEBS=${ODOO_DEBS:-}
ODOO_PYTHON=${ODOO_PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ADDON=g_assistant_connector
ADDON_FOLDER=$(cd "$HERE/../../odoo-addon" && pwd)
TREE=$ODOO_HOME/tree
VENV=$ODOO_HOME/venv
PGDATA=$ODOO_HOME/pg
FILES=$ODOO_HOME/files
LOGS=$ODOO_HOME/log
CONF=$ODOO_HOME/odoo-$ODOO_PORT.conf
PIDFILE=$ODOO_HOME/odoo-$ODOO_PORT.pid
# The template's name carries its modules, so another list makes another template.
TEMPLATE=tpl_$(printf %s "$ODOO_MODULES" | tr -c 'a-z0-9' _ | cut -c1-40)
KEYFILE=$ODOO_HOME/keys/$TEMPLATE
# The build this was tested with (19.0, 2026-11); apt verifies the archive's signature anyway.
TESTED_SHA256=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf
# bookworm has Font Awesome 4.7, which Odoo's stylesheets need; sid's has other file names.
SID='odoo-19 libjs-jquery libjs-jquery-form libjs-underscore fonts-montserrat fonts-roboto-unhinted fonts-ocr-b'
BOOKWORM='fonts-font-awesome fonts-inconsolata'

say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*" >&2; }
die() { printf 'odoo-up: %s\n' "$*" >&2; exit 1; }
trap 'die "failed at line $LINENO: $BASH_COMMAND (logs: $LOGS)"' ERR

step() { # step NAME COMMAND...: run with a log of its own, show its end if it fails
    local name=$1 rc=0 began=$SECONDS; shift
    # Waited for in the background: "cmd || rc=$?" would switch errexit off inside it.
    "$@" >"$LOGS/$name.log" 2>&1 9>&- &
    wait $! || rc=$?
    if [ "$rc" != 0 ]; then tail -n 25 "$LOGS/$name.log" >&2; die "$name failed ($rc)"; fi
    say "$name: $((SECONDS - began)) s"
}

# ------------------------------------------------------------------ PostgreSQL
pg_bin() { { ls -d /usr/lib/postgresql/*/bin 2>/dev/null || true; } | sort -V | tail -n 1; }
as_pg() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@"); else "$@"; fi
}
pg() { local tool=$1; shift; "$(pg_bin)/$tool" -h 127.0.0.1 -p "$ODOO_PG_PORT" -U postgres "$@"; }
sql() { pg psql -X -q -At -v ON_ERROR_STOP=1 -d "$1" -c "$2"; }
has_database() { [ "$(sql postgres "select count(*) from pg_database where datname = '$1'")" = 1 ]; }
pg_runs() { [ -d "$PGDATA" ] && as_pg "$(pg_bin)/pg_ctl" -D "$PGDATA" status >/dev/null 2>&1; }

install_postgresql() {
    [ "$(id -u)" = 0 ] || die "PostgreSQL is missing; as root: apt-get install -y postgresql"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q update && apt-get -q install -y --no-install-recommends postgresql
}

make_cluster() {
    rm -rf "$PGDATA.new"; mkdir -p "$PGDATA.new" "$ODOO_HOME/run"; chmod 700 "$PGDATA.new"
    if [ "$(id -u)" = 0 ]; then chown postgres:postgres "$PGDATA.new" "$ODOO_HOME/run"; fi
    # "trust": a throw-away cluster that listens on 127.0.0.1 only.
    as_pg "$(pg_bin)/initdb" -D "$PGDATA.new" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    mv "$PGDATA.new" "$PGDATA"
}

start_pg() {
    pg_runs && return 0
    port_is_free "$ODOO_PG_PORT" || die "port $ODOO_PG_PORT is taken; set ODOO_PG_PORT"
    # No fsync: the data can be made again, and tests want speed.
    step postgresql as_pg "$(pg_bin)/pg_ctl" -D "$PGDATA" -w -t 60 -l "$ODOO_HOME/run/pg.log" -o \
        "-c listen_addresses=127.0.0.1 -p $ODOO_PG_PORT -k $ODOO_HOME/run -c max_connections=120 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start
    [ "$(sql postgres "select count(*) from pg_roles where rolname = 'odoo'")" = 1 ] || pg createuser --createdb odoo
}

stop_pg() { ! pg_runs || as_pg "$(pg_bin)/pg_ctl" -D "$PGDATA" -w -m fast stop >/dev/null; }

# ------------------------------------------------------------------ Odoo's files, each once
mirror() { # the archive that this machine's apt already uses
    grep -rhoE 'https?://[^ ]+/debian/?' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v snapshot | head -n 1 || true
}

fetch_debs() {
    local apt=$ODOO_HOME/apt suite archive; archive=$(mirror)
    [ -n "$archive" ] || die "no Debian archive in this machine's apt sources"
    mkdir -p "$ODOO_HOME/debs" "$apt"/{parts,lists/partial,cache/archives/partial,state}
    : >"$apt/state/status"
    for suite in sid bookworm; do
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nArchitectures: %s\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
            "$archive" "$suite" "$(dpkg --print-architecture)" >"$apt/parts/$suite.sources"
    done
    cat >"$apt/apt.conf" <<E
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/parts";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$apt/state";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "root";
E
    export APT_CONFIG=$apt/apt.conf
    cd "$ODOO_HOME/debs"
    apt-get -q update
    # shellcheck disable=SC2086,SC2046  # lists of words
    apt-get -q download $(printf '%s/sid ' $SID) $(printf '%s/bookworm ' $BOOKWORM)
    echo "$TESTED_SHA256  $(ls odoo-19_*.deb)" | sha256sum -c --quiet || echo "another build than the one tested"
}

unpack_debs() {
    local deb kind addons
    rm -rf "$TREE.new"; mkdir -p "$TREE.new"
    for deb in "${ODOO_DEBS:-$ODOO_HOME/debs}"/*.deb; do dpkg -x "$deb" "$TREE.new"; done
    addons=$TREE.new/usr/lib/python3/dist-packages/odoo/addons
    # Debian links .woff to .woff2 and the other way round.
    for kind in woff woff2; do
        ln -sfn "../../../../../../../../../../share/fonts-font-awesome/fonts/fontawesome-webfont.$kind" \
            "$addons/web/static/lib/fontawesome/fonts/fontawesome-webfont.$kind"
    done
    # A script that Debian leaves out; an empty one keeps the asset builder quiet.
    mkdir -p "$addons/mail/static/lib/selfie_segmentation"
    [ -e "$addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js" ] ||
        echo '/* not in Debian */' >"$addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    mv "$TREE.new" "$TREE"
}

make_venv() {
    rm -rf "$VENV.new" "$VENV"
    "$ODOO_PYTHON" -m venv "$VENV.new"
    # Build tools first, for the three packages that come as source only.
    "$VENV.new/bin/pip" install -q 'setuptools<81' 'wheel==0.45.1'
    "$VENV.new/bin/pip" install --no-build-isolation -r "$HERE/requirements.txt"
    mv "$VENV.new" "$VENV"   # only `python -m` is used, so the scripts' paths do not matter
}

write_conf() {
    cat >"$CONF" <<E
[options]
db_host = 127.0.0.1
db_port = $ODOO_PG_PORT
db_user = odoo
db_password = odoo
db_maxconn = 40
data_dir = $FILES
addons_path = $ADDON_FOLDER${ODOO_ADDONS:+,$ODOO_ADDONS}
http_interface = 127.0.0.1
http_port = $ODOO_PORT
gevent_port = $((ODOO_PORT + 3))
workers = 0
max_cron_threads = 0
list_db = False
log_handler = :INFO,odoo.addons.rpc:ERROR
E
}

odoo() {
    PYTHONPATH=$TREE/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore HOME=$ODOO_HOME \
        "$VENV/bin/python" -m odoo "$@"
}

is_installed() { # is_installed DATABASE MODULE: Odoo only warns of a module it does not know
    [ "$(sql "$1" "select state from ir_module_module where name = '$2'")" = installed ] || { echo "$2 was not installed in $1"; return 1; }
}

make_template() {
    local building=building_$TEMPLATE module key
    ! has_database "$building" || pg dropdb --force "$building"
    odoo -c "$CONF" -d "$building" -i "$ODOO_MODULES" --without-demo --stop-after-init --no-http
    for module in ${ODOO_MODULES//,/ }; do is_installed "$building" "$module"; done
    # A key without end for admin; jobs that would call the outside are switched off.
    key=$(odoo shell -c "$CONF" -d "$building" --no-http <<'PY' | sed -n 's/.*API_KEY=\([0-9a-f]*\).*/\1/p'
admin = env.ref('base.user_admin')
key = env(user=admin)['res.users.apikeys'].sudo()._generate('rpc', 'odoo-up', None)
for xmlid in ('mail.ir_cron_module_update_notification', 'iap_mail.ir_cron', 'crm_iap_enrich.ir_cron_lead_enrichment'):
    cron = env.ref(xmlid, raise_if_not_found=False)
    if cron:
        cron.active = False
# Odoo tries each JSON-RPC key as a password first, at 600,000 rounds a time: one is enough here.
from passlib.hash import pbkdf2_sha512
env.cr.execute("UPDATE res_users SET password = %s WHERE id = %s", [pbkdf2_sha512.using(rounds=1).hash('admin'), admin.id])
env['ir.qweb']._pregenerate_assets_bundles()
env.cr.commit()
print('API_KEY=' + key)
PY
)
    [ -n "$key" ] || { echo "no API key was made"; return 1; }
    mkdir -p "$ODOO_HOME/keys"; (umask 077; printf '%s\n' "$key" >"$KEYFILE")
    ! has_database "$TEMPLATE" || pg dropdb --force "$TEMPLATE"
    rm -rf "$FILES/filestore/$TEMPLATE"
    [ ! -d "$FILES/filestore/$building" ] || mv "$FILES/filestore/$building" "$FILES/filestore/$TEMPLATE"
    sql postgres "alter database \"$building\" rename to \"$TEMPLATE\""
}

drop_database() { # with the files it keeps outside PostgreSQL
    ! has_database "$1" || pg dropdb --force "$1"
    rm -rf "$FILES/filestore/$1"
}

copy_template() { # copy_template DATABASE: the key and password come along
    sql postgres "select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$1', '$TEMPLATE')" >/dev/null
    drop_database "$1"
    # Files in the store are named by content and never rewritten: hard links are safe.
    [ ! -d "$FILES/filestore/$TEMPLATE" ] || cp -al "$FILES/filestore/$TEMPLATE" "$FILES/filestore/$1"
    pg createdb -O odoo -T "$TEMPLATE" "$1"
}

# ------------------------------------------------------------------ the addon's database
addon_sum() { # one word for what the addon's files hold
    (cd "$ADDON_FOLDER" && find "$ADDON" -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}

addon_is_current() {
    has_database "$ODOO_ADDON_DATABASE" && [ "$(sql "$ODOO_ADDON_DATABASE" "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()")" = "$TEMPLATE $(addon_sum)" ]
}

make_addon_database() {
    local sum; sum=$(addon_sum)
    copy_template "$ODOO_ADDON_DATABASE"
    odoo -c "$CONF" -d "$ODOO_ADDON_DATABASE" -i "$ADDON" --without-demo --stop-after-init --no-http
    is_installed "$ODOO_ADDON_DATABASE" "$ADDON"
    # Only what sends: other jobs would do their work in the middle of a test.
    sql "$ODOO_ADDON_DATABASE" "update ir_cron set active = false where id not in (select res_id from ir_model_data where module = '$ADDON' and name = 'ir_cron_send')"
    sql postgres "comment on database \"$ODOO_ADDON_DATABASE\" is '$TEMPLATE $sum'"
}

refresh_addon() { # Python that a server has loaded does not change any more: it must end first
    if addon_is_current; then return 0; fi
    stop_odoo
    step addon make_addon_database
}

addon_tests() { # fails when a test fails, when none ran, and when the addon was not installed
    local tags=${1:-/$ADDON} database=${ODOO_ADDON_DATABASE}_tests log=$LOGS/addon-tests.log rc=0 line ran
    copy_template "$database"
    odoo -c "$CONF" -d "$database" --db-filter "^$database\$" -i "$ADDON" --without-demo --test-tags "$tags" --stop-after-init \
        --http-port "$((ODOO_PORT + 5))" --gevent-port "$((ODOO_PORT + 6))" >"$log" 2>&1 || rc=$?
    line=$(grep -oE '[0-9]+ failed, [0-9]+ error\(s\) of [0-9]+ tests' "$log" | tail -n 1 || true)
    ran=$(grep -oE '[0-9]+ tests$' <<<"$line" | cut -d ' ' -f 1 || true)
    if [ "$rc" != 0 ]; then grep -E -A 40 ' (ERROR|CRITICAL|WARNING) ' "$log" >&2 || tail -n 40 "$log" >&2; die "$ADDON: ${line:-Odoo ended with $rc} ($log)"; fi
    is_installed "$database" "$ADDON" >&2
    [ "${ran:-0}" -gt 0 ] || die "$ADDON: no test ran ($tags)"
    say "$ADDON: $line"
    drop_database "$database"
}

prepare() {
    "$ODOO_PYTHON" -c 'import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' ||
        die "$ODOO_PYTHON: Python 3.10 to 3.13 with venv is needed (apt-get install -y python3-venv)"
    [ -n "$(pg_bin)" ] || step install-postgresql install_postgresql
    if [ ! -d "$TREE" ]; then
        [ -n "$ODOO_DEBS" ] || step fetch fetch_debs
        step unpack unpack_debs
    fi
    [ -d "$VENV" ] || step venv make_venv
    [ -d "$PGDATA" ] || step cluster make_cluster
    start_pg
    write_conf
    if ! has_database "$TEMPLATE" || [ ! -s "$KEYFILE" ]; then step template make_template; fi
}

prepare_databases() {
    prepare
    has_database "$ODOO_DATABASE" || step database copy_template "$ODOO_DATABASE"
    refresh_addon
}

prepare_one() { # for a single command, which may run beside a server
    prepare
    has_database "$ODOO_DATABASE" || step database copy_template "$ODOO_DATABASE"
    flock -u 9
}

# ------------------------------------------------------------------ the server
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
answers() { # both databases: the first request after a start loads what it needs
    "$ODOO_PYTHON" - "http://127.0.0.1:$ODOO_PORT" "$(cat "$KEYFILE")" "$ODOO_DATABASE" "$ODOO_ADDON_DATABASE" >/dev/null 2>&1 <<'PY'
import sys, urllib.request as u
url, key, *databases = sys.argv[1:]
for name in databases:
    said = {"Authorization": "bearer " + key, "X-Odoo-Database": name, "Content-Type": "application/json"}
    u.urlopen(u.Request(url + "/json/2/res.users/context_get", b"{}", said), timeout=60)
PY
}
odoo_pid() { # the pid of our own server, else nothing
    local pid; pid=$(cat "$PIDFILE" 2>/dev/null) || return 0
    if [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "-c $CONF"; then echo "$pid"; fi
}

start_odoo() {
    local pid i
    if [ -n "$(odoo_pid)" ] && answers; then return 0; fi
    stop_odoo
    port_is_free "$ODOO_PORT" || die "port $ODOO_PORT is taken; set ODOO_PORT"
    # Jobs run in the database that -d names, requests reach those that the filter lets through.
    # A session of its own, without the lock's descriptor, so that it outlives this script.
    PYTHONPATH=$TREE/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore HOME=$ODOO_HOME \
        setsid "$VENV/bin/python" -m odoo -c "$CONF" -d "$ODOO_ADDON_DATABASE" --max-cron-threads 1 \
        --db-filter "^($ODOO_DATABASE|$ODOO_ADDON_DATABASE)\$" >>"$LOGS/odoo.log" 2>&1 </dev/null 9>&- &
    pid=$!; echo "$pid" >"$PIDFILE"; disown "$pid" || true
    for ((i = 0; i < 240; i++)); do
        if answers; then return 0; fi
        if ! alive "$pid"; then tail -n 25 "$LOGS/odoo.log" >&2; die "Odoo ended while starting"; fi
        sleep 0.25
    done
    die "Odoo does not answer on port $ODOO_PORT"
}

is_needed() { # does another server of this folder run?
    local file pid
    for file in "$ODOO_HOME"/odoo-*.pid; do
        [ "$file" != "$PIDFILE" ] || continue
        pid=$(cat "$file" 2>/dev/null) && alive "$pid" && return 0
    done
    return 1
}

stop_odoo() {
    local pid i; pid=$(odoo_pid)
    if [ -n "$pid" ]; then
        kill "$pid" 2>/dev/null || true
        for ((i = 0; i < 100; i++)); do alive "$pid" || break; sleep 0.1; done
        ! alive "$pid" || kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$PIDFILE"
}

print_env() {
    printf 'export %s=%s\n' ODOO_URL "http://127.0.0.1:$ODOO_PORT" ODOO_DATABASE "$ODOO_DATABASE" ODOO_DB "$ODOO_DATABASE" \
        ODOO_ADDON_DATABASE "$ODOO_ADDON_DATABASE" ODOO_LOGIN admin ODOO_PASSWORD admin ODOO_API_KEY "$(cat "$KEYFILE" 2>/dev/null)"
}

# ------------------------------------------------------------------ commands
command=${1:-}; shift || true
case $command in
    start|stop|reset|addon-tests|fresh|odoo|shell|sql|drop)
        mkdir -p "$LOGS"
        exec 9>"$ODOO_HOME/.lock"; flock -w 900 9 || die "another odoo-up.sh is at work" ;;
esac
case $command in
    start)  prepare_databases; step serve start_odoo; print_env ;;
    stop)   stop_odoo; is_needed || stop_pg; say stopped ;;
    reset)
        was_running=$(odoo_pid); stop_odoo; prepare
        step database copy_template "$ODOO_DATABASE"; step addon make_addon_database
        [ -z "$was_running" ] || step serve start_odoo
        print_env ;;
    status)
        if answers; then echo "Odoo answers on http://127.0.0.1:$ODOO_PORT"
        else echo "Odoo does not answer on port $ODOO_PORT"; exit 3; fi ;;
    env)    print_env ;;
    addon-tests) prepare; flock -u 9; addon_tests "$@" ;;
    fresh)  prepare; step fresh copy_template "$ODOO_DATABASE" ;;
    odoo)   # beside a running server: ports of its own
        prepare_one
        odoo -c "$CONF" -d "$ODOO_DATABASE" --http-port "$((ODOO_PORT + 5))" --gevent-port "$((ODOO_PORT + 6))" "$@" ;;
    shell)  prepare_one; odoo shell -c "$CONF" -d "$ODOO_DATABASE" --no-http --log-level=warn "$@" ;;
    sql)    prepare_one; sql "$ODOO_DATABASE" "$1" ;;
    drop)   prepare; step drop drop_database "$ODOO_DATABASE" ;;
    wipe)
        ! is_needed || die "another server of this folder still runs"
        if [ -d "$ODOO_HOME" ]; then stop_odoo; stop_pg; rm -rf "$ODOO_HOME"; fi ;;
    *)      sed -n '2,/^set -/p' "$0" | sed '$d; s/^# \{0,1\}//'; exit 2 ;;
esac
