#!/usr/bin/env bash
# Follows docs/deploy.md in a clean Debian, made by debootstrap and booted by systemd-nspawn with a network of
# its own, block by block as it stands there, and then looks whether what it promises is so.
#
#   deploy/prove.sh trixie|bookworm [FOLDER [again]]   as root, some 15 minutes, 4 GB in FOLDER
#
# (by default /var/tmp/convite-prove). With `again` it goes on with the machine that is there, after the guide.
#
# Needs debootstrap, systemd-container, slirp4netns, and a mirror of Debian and of the packages of the lock. Where
# the network of this machine has an authority of its own, CONVITE_PROVE_CA names the file of its certificates.
# One at a time: two such machines would share their control groups.
set -euo pipefail

suite=${1:?trixie or bookworm}
folder=${2:-/var/tmp/convite-prove}
here=$(cd "$(dirname "$0")/.." && pwd)
root=$folder/$suite
host=convite.example.gov.co
machine=

finish() {
    # Shut down, and not cut off: PostgreSQL would find its own number taken when the machine comes back.
    [ -z "$machine" ] || { kill -TERM "$machine" && timeout 60 tail -f /dev/null --pid="$machine" || kill -KILL "$machine"; } 2>/dev/null || true
    [ -z "${network:-}" ] || kill "$network" 2>/dev/null || true
}
trap finish EXIT

say() { printf '\n== %s\n' "$*"; }
inside() { nsenter -t "$leader" -m -u -i -n -p -- env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -euo pipefail -c "cd /root; $1"; }

# The blocks of the guide that are marked so, in their order.
blocks() { awk -v marks="$1" 'BEGIN { split(marks, m, ","); for (i in m) wanted["```" m[i]] }
    inside && /^```$/ { inside = 0; next } inside { print; next } $0 in wanted { inside = 1 }' "$here/docs/deploy.md"; }

clean_debian() {
    rm -rf "$root"
    mkdir -p "$folder"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus "$suite" "$root" http://deb.debian.org/debian > "$folder/debootstrap.log"
    echo "127.0.0.1 localhost $host" > "$root/etc/hosts"
    rm -f "$root/etc/resolv.conf"
    echo "nameserver 10.0.2.3" > "$root/etc/resolv.conf"
    if [ -n "${CONVITE_PROVE_CA:-}" ]; then
        install -D -m 0644 "$CONVITE_PROVE_CA" "$root/etc/network-ca.crt"
        printf '[global]\ncert = /etc/network-ca.crt\n' > "$root/etc/pip.conf"
    fi
}

boot() {
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn -q -D "$root" -M "convite-$suite" --register=no --keep-unit \
        --private-network --resolv-conf=off --console=pipe --boot < /dev/null > "$folder/boot.log" 2>&1 &
    machine=$!
    for _ in $(seq 60); do
        leader=$(pgrep -P "$machine" | head -1) || true
        [ -n "${leader:-}" ] && inside 'systemctl is-active -q multi-user.target' 2>/dev/null && break
        sleep 1
    done
    slirp4netns --configure --mtu=65520 "$leader" tap0 > "$folder/network.log" 2>&1 &
    network=$!
    sleep 2
}

look() {
    local ca=/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt
    say "the pages answer over https"
    inside "for _ in \$(seq 60); do curl -fsS --cacert $ca https://$host/readyz >/dev/null 2>&1 && break; sleep 1; done
        curl -fsS -o /dev/null -w '%{http_code} %{http_version} TLS verified: %{ssl_verify_result}\n' --cacert $ca https://$host/
        curl -sS -o /dev/null -w 'http: %{http_code} to %{redirect_url}\n' http://$host/"
    say "each header once"
    inside "curl -fsS -D - -o /dev/null --cacert $ca https://$host/ | grep -iE '^(strict|content-security|x-frame|x-content|referrer)' | cut -c1-60
        test \$(curl -fsS -D - -o /dev/null --cacert $ca https://$host/ | grep -ic '^strict-transport-security') = 1"
    say "the worker leads"
    inside 'for _ in $(seq 60); do convite_healthy work && break; sleep 1; done; convite_healthy work && echo leads'
    say "killed, the pages come back"
    inside "kill -KILL \$(systemctl show -P MainPID convite-web.service); sleep 7; curl -fsS --retry 20 --retry-all-errors --cacert $ca https://$host/readyz; echo"
    say "told to end, the worker drains, and gives its lease back"
    inside 'time systemctl stop convite-work.service; systemctl show -p Result convite-work.service
        ! convite_healthy work; systemctl start convite-work.service'
    say "a backup is written, and restored to try it"
    inside 'systemctl start convite-backup.service; ls -l /var/backups/convite; systemctl list-timers --no-pager convite-backup.timer | sed -n 2p'
    say "secrets that others can read stop a start, with 78 and without a second try"
    inside 'chmod o+r /etc/convite/secret_key; systemctl restart convite-web.service || true; sleep 15
        systemctl show -p ExecMainStatus,NRestarts convite-web.service; journalctl -u convite-web -o cat -n 20 --no-pager | grep "convite: "
        chmod o-r /etc/convite/secret_key; systemctl restart convite-web.service'
    say "what systemd thinks of the units"
    inside 'systemd-analyze verify /etc/systemd/system/convite-*.service 2>&1 | grep -i convite || echo "verify: nothing to say"
        systemd-analyze security --no-pager convite-web.service convite-work.service convite-backup.service 2>/dev/null | grep Overall || true
        for unit in web work backup migrate; do systemd-analyze security --no-pager convite-$unit.service | tail -1; done'
}

if [ "${3:-}" != again ]; then
    say "a clean Debian ($suite)"
    clean_debian
fi
git -C "$here" archive -o "$root/root/convite.tar.gz" "${CONVITE_PROVE_COMMIT:-HEAD}"
boot
inside 'cat /etc/debian_version; systemctl is-system-running || true'
printf '#!/bin/sh\ncd /\nCONVITE_DATABASE_URL=postgresql:///convite exec runuser -u convite -- /opt/convite/current/bin/python -m service.healthy "$@"\n' \
    > "$root/usr/local/sbin/convite_healthy"
chmod 0755 "$root/usr/local/sbin/convite_healthy"
if [ "${3:-}" != again ]; then
    say "the guide"
    inside "set -x; $(blocks sh,'sh try-out')"
fi
look
say "a new release"
inside "set -x; rm -rf /opt/convite/2; $(blocks 'sh upgrade')"
look
say "done"
