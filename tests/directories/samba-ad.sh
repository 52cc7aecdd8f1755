#!/usr/bin/env bash
# A Samba domain controller on one loopback address, as an Active Directory to test against: LDAP and LDAPS, no Kerberos, DNS or SMB.
# usage: samba-ad.sh start | stop | clean | age NAME    (age: makes the password of an account too old)
# needs: SAMBA_AD_DIR   folder of everything
#        SAMBA_AD_ADDR  loopback address (Samba's ports 389 and 636 are fixed, its address is not)
# Debian: samba samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba python3-markdown python3-dnspython ldap-utils openssl
set -euo pipefail
DIR=${SAMBA_AD_DIR:?folder}
ADDR=${SAMBA_AD_ADDR:?loopback address}
ADMIN_PASSWORD=Admin-Passw0rd1
LOCKOUT=3
BASE=DC=example,DC=test
PIDF=$DIR/samba.pid
DC=$DIR/dc
export LDAPTLS_REQCERT=never

# A zombie that its parent has yet to reap counts as gone.
gone() { case "$(ps -o stat= -p "$1" 2>/dev/null)" in "" | Z*) return 0 ;; *) return 1 ;; esac; }
alive() { [ -s "$PIDF" ] && ! gone "$(cat "$PIDF")"; }

configure() {
  mkdir -p "$DIR/tls" "$DIR/logs" "$DIR/run"
  # No CA:TRUE: a server certificate that is trusted for itself.
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout "$DIR/tls/key.pem" -out "$DIR/tls/cert.pem" -subj /CN=dc1.example.test \
    -addext "subjectAltName=DNS:dc1.example.test,IP:$ADDR" -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
  chmod 600 "$DIR/tls/key.pem" # Samba refuses a key that others can read.
  cat >"$DIR/smb.conf" <<C
[global]
 netbios name = DC1
 realm = EXAMPLE.TEST
 workgroup = EXAMPLE
 server role = active directory domain controller
 server services = ldap
 interfaces = $ADDR/8
 bind interfaces only = Yes
 private dir = $DC/private
 state directory = $DC/state
 cache directory = $DC/cache
 lock directory = $DC
 binddns dir = $DC/bind-dns
 pid directory = $DIR/run
 ncalrpc dir = $DIR/run/ncalrpc
 log file = $DIR/logs/log.%m
 tls enabled = yes
 tls keyfile = $DIR/tls/key.pem
 tls certfile = $DIR/tls/cert.pem
 tls cafile =
 posix:eadb = $DC/private/eadb.tdb
C
}

provision() {
  samba-tool domain provision --targetdir="$DC" --realm=EXAMPLE.TEST --domain=EXAMPLE --server-role=dc --dns-backend=NONE \
    --base-schema=2012_R2 --adminpass="$ADMIN_PASSWORD" --host-name=dc1 --host-ip=127.0.0.1 \
    --option="posix:eadb=$DC/private/eadb.tdb" --option="vfs objects=dfs_samba4 acl_xattr xattr_tdb" \
    --option="log file=$DIR/logs/log.%m" >"$DIR/logs/provision.log" 2>&1
  samba-tool domain passwordsettings set --account-lockout-threshold=$LOCKOUT --account-lockout-duration=30 \
    --reset-account-lockout-after=30 --min-pwd-age=0 --complexity=on -H "$DC/private/sam.ldb" -s "$DIR/smb.conf" >>"$DIR/logs/provision.log" 2>&1
}

# An hour is more than any test run takes: a controller whose test run was killed does not stay for ever.
launch() {
  /usr/sbin/samba -F --no-process-group -M single --maximum-runtime=3600 -s "$DIR/smb.conf" >>"$DIR/logs/stdout" 2>&1 </dev/null &
  echo $! >"$PIDF"
  for _ in $(seq 1 1200); do
    alive || { echo "samba ended early; see $DIR/logs" >&2; return 1; }
    ldapsearch -x -o nettimeout=1 -H "ldaps://$ADDR" -b "" -s base -LLL 1.1 >/dev/null 2>&1 && return 0
    sleep 0.025
  done
  echo "samba did not answer; see $DIR/logs" >&2
  return 1
}

# Two units for users, and a service account that may set passwords and open locks.
seed() {
  ldapmodify -x -H "ldaps://$ADDR" -D Administrator@example.test -w "$ADMIN_PASSWORD" >/dev/null <<L
dn: OU=People,$BASE
changetype: add
objectClass: organizationalUnit

dn: OU=Elsewhere,$BASE
changetype: add
objectClass: organizationalUnit

dn: CN=svc,CN=Users,$BASE
changetype: add
objectClass: user
sAMAccountName: svc
userPrincipalName: svc@example.test
unicodePwd:: $(printf '"Svc-Passw0rd1"' | iconv -f UTF-8 -t UTF-16LE | base64 -w0)
userAccountControl: 66048

dn: CN=Account Operators,CN=Builtin,$BASE
changetype: modify
add: member
member: CN=svc,CN=Users,$BASE
L
}

# LDAP refuses to set pwdLastSet back; the file does not. The control is DSDB_CONTROL_BYPASS_PASSWORD_HASH.
age() {
  /usr/bin/python3 - "$DIR/smb.conf" "$DC/private/sam.ldb" "$1" <<'P'
import sys, ldb
from samba.samdb import SamDB
from samba.param import LoadParm
from samba.auth import system_session
conf, path, name = sys.argv[1:]
lp = LoadParm(); lp.load(conf)
sam = SamDB(url=path, session_info=system_session(), lp=lp)
found = sam.search(expression='(sAMAccountName=%s)' % ldb.binary_encode(name), attrs=[])
change = ldb.Message(found[0].dn)
change['pwdLastSet'] = ldb.MessageElement('130000000000000000', ldb.FLAG_MOD_REPLACE, 'pwdLastSet')
sam.modify(change, controls=['local_oid:1.3.6.1.4.1.7165.4.3.12:0'])
P
}

stop() {
  if alive; then
    p=$(cat "$PIDF")
    kill "$p"
    for _ in $(seq 1 100); do gone "$p" && break; sleep 0.02; done
    gone "$p" || kill -9 "$p"
  fi
  rm -f "$PIDF"
}

case "${1:-}" in
  start)
    alive && exit 0
    if [ -d "$DC" ]; then launch; else configure; provision; launch; seed; fi
    ;;
  stop) stop ;;
  clean) stop; rm -rf "$DIR" ;;
  age) age "${2:?name}" ;;
  *) echo "usage: $0 start | stop | clean | age NAME" >&2; exit 2 ;;
esac
