#!/usr/bin/env bash
# Provisions a domain on the first start, fills it from people.ldif and serves it, in the foreground. The first start takes some ten seconds.
# DIRECTORY_DATA     its own folder
# DIRECTORY_TLS      the folder in which its certificate is put for clients
# DIRECTORY_ADDRESS  the one address to listen on (default: all; the ports 389 and 636 are Samba's)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${DIRECTORY_DATA:-/data}
tls=${DIRECTORY_TLS:-/tls}
at=${DIRECTORY_ADDRESS:-127.0.0.1}
dc=$data/dc
admin=Admin-Passw0rd1
mkdir -p "$data/tls" "$data/logs" "$data/run" "$tls"

if [ ! -s "$data/tls/cert.pem" ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout "$data/tls/key.pem" -out "$data/tls/cert.pem" -subj /CN=samba-ad \
    -addext "subjectAltName=DNS:samba-ad,DNS:localhost,IP:$at" -addext "basicConstraints=critical,CA:FALSE"
  chmod 600 "$data/tls/key.pem" # Samba refuses a key that others can read.
fi
install -m 644 "$data/tls/cert.pem" "$tls/samba-ad.pem"

# Extended attributes go into a file: no file system has to offer them.
cat >"$data/smb.conf" <<C
[global]
 netbios name = DC1
 realm = CORP.TEST
 workgroup = CORP
 server role = active directory domain controller
 server services = ldap
 ${DIRECTORY_ADDRESS:+interfaces = $at/8}
 ${DIRECTORY_ADDRESS:+bind interfaces only = Yes}
 private dir = $dc/private
 state directory = $dc/state
 cache directory = $dc/cache
 lock directory = $dc
 binddns dir = $dc/bind-dns
 pid directory = $data/run
 ncalrpc dir = $data/run/ncalrpc
 log file = $data/logs/log.%m
 tls enabled = yes
 tls keyfile = $data/tls/key.pem
 tls certfile = $data/tls/cert.pem
 tls cafile =
 posix:eadb = $dc/private/eadb.tdb
C

provision() {
  rm -rf "$dc"
  samba-tool domain provision --targetdir="$dc" --realm=CORP.TEST --domain=CORP --server-role=dc --dns-backend=NONE \
    --base-schema=2012_R2 --adminpass="$admin" --host-name=dc1 --host-ip=127.0.0.1 \
    --option="posix:eadb=$dc/private/eadb.tdb" --option="vfs objects=dfs_samba4 acl_xattr xattr_tdb" --option="log file=$data/logs/log.%m"
  # Three wrong passwords lock, for half an hour.
  samba-tool domain passwordsettings set --account-lockout-threshold=3 --account-lockout-duration=30 --reset-account-lockout-after=30 \
    --min-pwd-age=0 --complexity=on -H "$dc/private/sam.ldb" -s "$data/smb.conf"
}

# The mark comes last: a first start that was cut short is begun anew.
fill() {
  for _ in $(seq 1 300); do
    LDAPTLS_REQCERT=never ldapsearch -x -o nettimeout=1 -H "ldaps://$at" -b "" -s base -LLL 1.1 >/dev/null 2>&1 && break
    sleep 0.1
  done
  LDAPTLS_REQCERT=never ldapmodify -x -H "ldaps://$at" -D Administrator@corp.test -w "$admin" -f "$here/people.ldif" && touch "$data/filled"
}

if [ ! -e "$data/filled" ]; then
  provision
  fill &
fi
exec samba -F --no-process-group -M single -s "$data/smb.conf" </dev/null
