#!/usr/bin/env bash
# The true loop: a fax is sent by one modem (efax), received by another (HylaFAX), handed over by our hook, read and made a
# ticket. Two software modems (iaxmodem) talk to each other over this machine's loopback: no telephone line, no PBX, real time.
#
# Needs root, on a machine where nothing else uses HylaFAX, and Debian's packages hylafax-server iaxmodem efax ghostscript:
# it writes into /etc/iaxmodem and /var/spool/hylafax. Takes about two minutes. Prints what came of it, and fails if it did not.
#
#   scripts/fax-loop.sh            sends a fax of two pages
#   scripts/fax-loop.sh cut        ends the sender in the midst of the second page: a fax that broke off
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
how=${1:-whole}
spool=/var/spool/hylafax

for program in iaxmodem efax gs /usr/sbin/faxq /usr/sbin/faxgetty; do
  command -v "$program" >/dev/null || {
    echo "$program is missing: apt-get install hylafax-server iaxmodem efax ghostscript" >&2
    exit 1
  }
done
[ "$(id -u)" = 0 ] || { echo 'run this as root: modems and the spool need it' >&2; exit 1; }

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  pkill -x faxq 2>/dev/null || true
  pkill -x faxgetty 2>/dev/null || true
  pkill -x iaxmodem 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"
mkdir -m 777 "$work/drop"

# Two modems, each the other's line.
mkdir -p /etc/iaxmodem
for n in 0 1; do
  # iaxmodem wants tabs between name and value
  printf '%s\t%s\n' device "/dev/ttyIAX$n" owner uucp:uucp mode 660 port "$((4571 + n))" refresh 0 \
    server "127.0.0.1:$((4572 - n))" peername "iaxmodem$n" secret password cidname "Contoso Clinic $n" \
    cidnumber "555010000$n" codec slinear >"/etc/iaxmodem/ttyIAX$n"
  iaxmodem "ttyIAX$n" >"$work/iaxmodem$n.log" 2>&1 &
  pids+=($!)
done

rm -f /var/lock/LCK..ttyIAX* # of a run that was cut short

# The receiver, with our hook.
cp -a /etc/hylafax/. "$spool/etc/"
sed "s|^FaxRcvdCmd:.*|FaxRcvdCmd: bin/faxrcvd-postroom|" "$here/test/fax/hylafax/config.ttyIAX1" >"$spool/etc/config.ttyIAX1"
sed "s|^DROP=.*|DROP=$work/drop|" "$here/config/hylafax/faxrcvd-postroom" >"$spool/bin/faxrcvd-postroom"
chmod 755 "$spool/bin/faxrcvd-postroom"
touch "$spool/etc/hosts.hfaxd" && chown uucp:uucp "$spool/etc/hosts.hfaxd" "$spool/etc/config.ttyIAX1"
/usr/sbin/faxq -D >"$work/faxq.log" 2>&1 &
pids+=($!)
/usr/sbin/faxgetty ttyIAX1 >"$work/faxgetty.log" 2>&1 &
pids+=($!)

# What is sent: a cover and a letter, typed.
cat >"$work/fax.ps" <<'PS'
%!PS
/line { currentpoint 3 -1 roll show exch pop 72 exch 18 sub moveto } def
/Times-Roman findfont 12 scalefont setfont
72 720 moveto
(FAX) line () line
(To: Lindenhof Software Support   Fax: +1 555 010 4477) line
(From: Maria Alvarez, Contoso Clinic   Fax: +1 555 010 2231) line
(Pages: 2 including cover) line
(Re: Nobody can log in to the production system) line
showpage
72 720 moveto
(Dear support team,) line () line
(Since this morning nobody in the billing department can log in to the) line
(production system. Every user gets the message "Session expired" and is) line
(thrown out again. Payroll has to run today at 4 p.m.; please call me at once.) line () line
(The test system works as usual.) line () line
(Maria Alvarez, Accounts Manager) line
showpage
PS
gs -q -dNOPAUSE -dBATCH -sDEVICE=tiffg3 -r204x196 -sOutputFile="$work/p%d.tif" "$work/fax.ps"

echo 'waiting for the modems to be ready (12 s)'
sleep 12
began=$(date +%s)
dial() { # the modem says busy for some seconds after it was set up, or hung up
  for _ in 1 2 3 4 5; do
    began=$(date +%s)
    if efax -d /dev/ttyIAX0 -o1 -l '+1 555 010 2231' -iZ '-i&FE0' -t T5550104477 "$work/p1.tif" "$work/p2.tif" >"$work/efax.log" 2>&1
    then return 0; fi
    grep -q 'sent TSI' "$work/efax.log" && return 1
    sleep 8
  done
}
dial &
if [ "$how" = cut ]; then
  until grep -qs 'sent -> .*p1.tif' "$work/efax.log"; do sleep 1; done
  sleep 8 # the first page is through, the second under way
  pkill -9 -x efax || true
fi
for _ in $(seq 240); do
  sleep 1
  compgen -G "$work/drop/*.json" >/dev/null && break
done
if ! compgen -G "$work/drop/*.json" >/dev/null; then
  echo 'no fax came through; the last words of sender and receiver:' >&2
  tail -n 5 "$work/efax.log" >&2
  tail -n 20 "$spool"/log/c* 2>/dev/null >&2 || true
  exit 1
fi
echo "received after $(($(date +%s) - began)) s: $(cat "$work"/drop/*.json)"

cat >"$work/postroom.yaml" <<CONF
data_dir: $work/data
log_level: error
mailboxes: [{ id: support, address: support@helpdesk.example }]
fax:
  folders: [{ id: hylafax, path: $work/drop, mailbox: support }]
CONF
cd "$here"
node bin/postroom.mjs fax "$work"/drop/*.tif
node bin/postroom.mjs drain --config "$work/postroom.yaml" --json | tee "$work/drained.json"
grep -q '"tickets":1' "$work/drained.json"
