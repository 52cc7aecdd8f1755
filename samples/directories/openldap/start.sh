#!/usr/bin/env bash
# Fills an empty directory from people.ldif and serves it, in the foreground.
# DIRECTORY_DATA   its own folder                                  DIRECTORY_URL   where it listens
# DIRECTORY_TLS    the folder in which its certificate is put for clients
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${DIRECTORY_DATA:-/data}
tls=${DIRECTORY_TLS:-/tls}
mkdir -p "$data/db" "$tls"

if [ ! -s "$data/cert.pem" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -keyout "$data/key.pem" -out "$data/cert.pem" -subj /CN=openldap \
    -addext "subjectAltName=DNS:openldap,DNS:localhost,IP:127.0.0.1" -addext "basicConstraints=critical,CA:FALSE"
fi
install -m 644 "$data/cert.pem" "$tls/openldap.pem"

cat >"$data/slapd.conf" <<C
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
pidfile  $data/slapd.pid
argsfile $data/slapd.args
TLSCertificateFile    $data/cert.pem
TLSCertificateKeyFile $data/key.pem
TLSVerifyClient never
password-hash {SSHA}
sizelimit unlimited
database mdb
maxsize 1073741824
suffix "dc=example,dc=test"
directory $data/db
index objectClass,entryUUID,uid,mail eq
overlay ppolicy
ppolicy_default "cn=default,ou=policies,dc=example,dc=test"
ppolicy_hash_cleartext
ppolicy_use_lockout
access to attrs=userPassword by dn.exact="cn=svc,ou=services,dc=example,dc=test" write by self write by anonymous auth by * none
access to * by dn.exact="cn=svc,ou=services,dc=example,dc=test" write by self read by * none
C

# The offline tool stores passwords as they are written; the first bind compares them all the same.
[ -s "$data/db/data.mdb" ] || slapadd -q -f "$data/slapd.conf" -l "$here/people.ldif"
exec slapd -d none -f "$data/slapd.conf" -h "${DIRECTORY_URL:-ldaps://0.0.0.0/}"
