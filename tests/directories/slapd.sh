#!/usr/bin/env bash
# OpenLDAP with password policies on loopback, as an LDAP directory to test against.
# usage: slapd.sh start | stop | clean
# needs: SLAPD_DIR    folder of everything
#        SLAPD_PORT   for ldap: (and StartTLS)     SLAPD_TLS_PORT  for ldaps:
# Debian: slapd ldap-utils openssl
set -euo pipefail
DIR=${SLAPD_DIR:?folder}
PORT=${SLAPD_PORT:?port}
TLS_PORT=${SLAPD_TLS_PORT:?port}
BASE=dc=example,dc=test
PIDF=$DIR/slapd.pid

# A zombie that its parent has yet to reap counts as gone.
gone() { case "$(ps -o stat= -p "$1" 2>/dev/null)" in "" | Z*) return 0 ;; *) return 1 ;; esac; }
alive() { [ -s "$PIDF" ] && ! gone "$(cat "$PIDF")"; }

# An authority, and a certificate that it has signed.
certificates() {
  mkdir -p "$DIR/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -keyout "$DIR/tls/ca.key" -out "$DIR/tls/ca.pem" \
    -subj "/CN=Test authority" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$DIR/tls/key.pem" -out "$DIR/tls/cert.csr" -subj /CN=slapd 2>/dev/null
  openssl x509 -req -in "$DIR/tls/cert.csr" -CA "$DIR/tls/ca.pem" -CAkey "$DIR/tls/ca.key" -CAcreateserial -days 30 -out "$DIR/tls/cert.pem" \
    -extfile <(echo "subjectAltName=IP:127.0.0.1") 2>/dev/null
}

# The vendors' attributes that disable an account are unknown to OpenLDAP; their numbers here are of the arc for experiments.
configure() {
  mkdir -p "$DIR/db"
  cat >"$DIR/slapd.conf" <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.4203.666.99.1 NAME 'loginDisabled' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.99.2 NAME 'nsAccountLock' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.99.3 NAME 'ibm-pwdAccountLocked' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.4203.666.99.4 NAME 'vendorAccount' AUXILIARY MAY ( loginDisabled \$ nsAccountLock \$ ibm-pwdAccountLocked ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile  $DIR/slapd.pid
argsfile $DIR/slapd.args
TLSCACertificateFile  $DIR/tls/ca.pem
TLSCertificateFile    $DIR/tls/cert.pem
TLSCertificateKeyFile $DIR/tls/key.pem
TLSVerifyClient never
password-hash {SSHA}
threads 4
sizelimit unlimited
database mdb
maxsize 1073741824
suffix "$BASE"
rootdn "cn=admin,$BASE"
rootpw adminpw
directory $DIR/db
dbnosync
index objectClass,entryUUID,uid,mail eq
overlay ppolicy
ppolicy_default "cn=default,ou=policies,$BASE"
ppolicy_use_lockout
access to attrs=userPassword by dn.exact="cn=svc,ou=services,$BASE" write by self write by anonymous auth by * none
access to * by dn.exact="cn=svc,ou=services,$BASE" write by self read by * none
C
  {
    cat <<L
dn: $BASE
objectClass: dcObject
objectClass: organization
o: Example
dc: example

L
    for unit in people elsewhere services policies; do
      printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$unit" "$BASE" "$unit"
    done
    cat <<L
dn: cn=default,ou=policies,$BASE
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdMaxFailure: 3
pwdLockout: TRUE
pwdLockoutDuration: 0
pwdFailureCountInterval: 0
pwdMaxAge: 8640000
pwdMustChange: TRUE
pwdAllowUserChange: TRUE
pwdMinLength: 8
pwdInHistory: 3
pwdCheckQuality: 1

dn: cn=svc,ou=services,$BASE
objectClass: applicationProcess
objectClass: simpleSecurityObject
cn: svc
userPassword: svcpw-1
L
  } >"$DIR/init.ldif"
  slapadd -q -f "$DIR/slapd.conf" -l "$DIR/init.ldif" >/dev/null
}

launch() {
  slapd -f "$DIR/slapd.conf" -h "ldap://127.0.0.1:$PORT/ ldaps://127.0.0.1:$TLS_PORT/" >>"$DIR/slapd.log" 2>&1
  for _ in $(seq 1 500); do
    ldapsearch -x -o nettimeout=1 -H "ldap://127.0.0.1:$PORT" -b "" -s base -LLL 1.1 >/dev/null 2>&1 && return 0
    sleep 0.02
  done
  echo "slapd did not answer; see $DIR/slapd.log" >&2
  return 1
}

stop() {
  if alive; then
    p=$(cat "$PIDF")
    kill "$p"
    for _ in $(seq 1 250); do gone "$p" && break; sleep 0.02; done
  fi
}

export PATH=$PATH:/usr/sbin
case "${1:-}" in
  start)
    alive && exit 0
    [ -s "$DIR/db/data.mdb" ] || { certificates; configure; }
    launch
    ;;
  stop) stop ;;
  clean) stop; rm -rf "$DIR" ;;
  *) echo "usage: $0 start | stop | clean" >&2; exit 2 ;;
esac
