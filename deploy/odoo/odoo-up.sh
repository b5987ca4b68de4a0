#!/usr/bin/env bash
# odoo-up.sh: a real Odoo 19 (Community) for tests and trials on Debian, without docker.
#
#   odoo-up.sh start         install what is missing, serve, print the connection values
#   odoo-up.sh stop          stop Odoo and its PostgreSQL
#   odoo-up.sh reset         a fresh test database (Odoo is restarted if it was running)
#   odoo-up.sh status        say whether Odoo answers; exit 3 if not
#   odoo-up.sh env           print the connection values: eval "$(odoo-up.sh env)"
#   odoo-up.sh odoo ARGS     one odoo command on the test database, for example
#                            odoo-up.sh odoo -i my_addon --test-tags /my_addon --stop-after-init
#   odoo-up.sh shell         Odoo's Python shell on the test database (or a script on stdin)
#   odoo-up.sh wipe          stop and delete everything
#
# Odoo is Debian sid's package odoo-19, fetched by apt with lists of its own (nothing else on the
# machine changes) and only unpacked; its Python packages go to a venv; PostgreSQL is a private
# cluster on 127.0.0.1. A template database is made once, the test database is a copy of it.
#
# Settings (environment)            default
#   ODOO_HOME        everything     /var/tmp/meta-leads-odoo19
#   ODOO_PORT        HTTP           28069 (websocket: 3 more)
#   ODOO_PG_PORT     PostgreSQL     25432
#   ODOO_DATABASE    test database  test
#   ODOO_MODULES     installed      crm
#   ODOO_ADDONS      more addon folders, comma-separated
#   ODOO_PYTHON      for the venv   /usr/bin/python3, else python3 (3.10 to 3.13)
#   ODOO_DEBS        a folder with the .deb files, to skip their download
set -Eeuo pipefail
umask 022

ODOO_HOME=${ODOO_HOME:-/var/tmp/meta-leads-odoo19}
ODOO_PORT=${ODOO_PORT:-28069}
ODOO_PG_PORT=${ODOO_PG_PORT:-25432}
ODOO_DATABASE=${ODOO_DATABASE:-test}
ODOO_MODULES=${ODOO_MODULES:-crm}
ODOO_ADDONS=${ODOO_ADDONS:-}
ODOO_DEBS=${ODOO_DEBS:-}
ODOO_PYTHON=${ODOO_PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TREE=$ODOO_HOME/tree
VENV=$ODOO_HOME/venv
PGDATA=$ODOO_HOME/pg
FILES=$ODOO_HOME/files
LOGS=$ODOO_HOME/log
CONF=$ODOO_HOME/odoo.conf
PIDFILE=$ODOO_HOME/odoo.pid
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
${ODOO_ADDONS:+addons_path = $ODOO_ADDONS}
http_interface = 127.0.0.1
http_port = $ODOO_PORT
gevent_port = $((ODOO_PORT + 3))
workers = 0
max_cron_threads = 0
list_db = False
dbfilter = ^$ODOO_DATABASE\$
log_handler = :INFO,odoo.addons.rpc:ERROR
E
}

odoo() {
    PYTHONPATH=$TREE/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore HOME=$ODOO_HOME \
        "$VENV/bin/python" -m odoo "$@"
}

make_template() {
    local building=building_$TEMPLATE module key
    ! has_database "$building" || pg dropdb --force "$building"
    odoo -c "$CONF" -d "$building" --db-filter "^$building\$" -i "$ODOO_MODULES" --without-demo --stop-after-init --no-http
    for module in ${ODOO_MODULES//,/ }; do   # Odoo only warns of a module it does not know
        [ "$(sql "$building" "select state from ir_module_module where name = '$module'")" = installed ] || { echo "$module was not installed"; return 1; }
    done
    # A key without end for admin; jobs that would call the outside are switched off.
    key=$(odoo shell -c "$CONF" -d "$building" --db-filter "^$building\$" --no-http <<'PY' | sed -n 's/.*API_KEY=\([0-9a-f]*\).*/\1/p'
admin = env.ref('base.user_admin')
key = env(user=admin)['res.users.apikeys'].sudo()._generate('rpc', 'odoo-up', None)
for xmlid in ('mail.ir_cron_module_update_notification', 'iap_mail.ir_cron', 'crm_iap_enrich.ir_cron_lead_enrichment'):
    cron = env.ref(xmlid, raise_if_not_found=False)
    if cron:
        cron.active = False
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

copy_template() { # the key and password come along
    sql postgres "select pg_terminate_backend(pid) from pg_stat_activity where datname in ('$ODOO_DATABASE', '$TEMPLATE')" >/dev/null
    ! has_database "$ODOO_DATABASE" || pg dropdb --force "$ODOO_DATABASE"
    rm -rf "$FILES/filestore/$ODOO_DATABASE"
    # Files in the store are named by content and never rewritten: hard links are safe.
    [ ! -d "$FILES/filestore/$TEMPLATE" ] || cp -al "$FILES/filestore/$TEMPLATE" "$FILES/filestore/$ODOO_DATABASE"
    pg createdb -O odoo -T "$TEMPLATE" "$ODOO_DATABASE"
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
    has_database "$ODOO_DATABASE" || step database copy_template
}

# ------------------------------------------------------------------ the server
port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
alive() { kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }
answers() {
    "$ODOO_PYTHON" -c 'import sys, urllib.request as u; u.urlopen(sys.argv[1], timeout=20)' \
        "http://127.0.0.1:$ODOO_PORT/web/health" >/dev/null 2>&1
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
    # A session of its own, without the lock's descriptor, so that it outlives this script.
    PYTHONPATH=$TREE/usr/lib/python3/dist-packages PYTHONWARNINGS=ignore HOME=$ODOO_HOME \
        setsid "$VENV/bin/python" -m odoo -c "$CONF" -d "$ODOO_DATABASE" >>"$LOGS/odoo.log" 2>&1 </dev/null 9>&- &
    pid=$!; echo "$pid" >"$PIDFILE"; disown "$pid" || true
    for ((i = 0; i < 240; i++)); do
        if answers; then return 0; fi
        if ! alive "$pid"; then tail -n 25 "$LOGS/odoo.log" >&2; die "Odoo ended while starting"; fi
        sleep 0.25
    done
    die "Odoo does not answer on port $ODOO_PORT"
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
        ODOO_LOGIN admin ODOO_PASSWORD admin ODOO_API_KEY "$(cat "$KEYFILE" 2>/dev/null)"
}

# ------------------------------------------------------------------ commands
command=${1:-}; shift || true
case $command in
    start|stop|reset|odoo|shell)
        mkdir -p "$LOGS"
        exec 9>"$ODOO_HOME/.lock"; flock -w 900 9 || die "another odoo-up.sh is at work" ;;
esac
case $command in
    start)  prepare; step serve start_odoo; print_env ;;
    stop)   stop_odoo; stop_pg; say stopped ;;
    reset)
        was_running=$(odoo_pid); stop_odoo; prepare; step database copy_template
        [ -z "$was_running" ] || step serve start_odoo
        print_env ;;
    status)
        if answers; then echo "Odoo answers on http://127.0.0.1:$ODOO_PORT"
        else echo "Odoo does not answer on port $ODOO_PORT"; exit 3; fi ;;
    env)    print_env ;;
    odoo)   # beside a running server: ports of its own
        prepare; flock -u 9
        odoo -c "$CONF" -d "$ODOO_DATABASE" --http-port "$((ODOO_PORT + 5))" --gevent-port "$((ODOO_PORT + 6))" "$@" ;;
    shell)  prepare; flock -u 9; odoo shell -c "$CONF" -d "$ODOO_DATABASE" --no-http --log-level=warn "$@" ;;
    wipe)
        if [ -d "$ODOO_HOME" ]; then stop_odoo; stop_pg; rm -rf "$ODOO_HOME"; fi ;;
    *)      sed -n '2,/^set -/p' "$0" | sed '$d; s/^# \{0,1\}//'; exit 2 ;;
esac
