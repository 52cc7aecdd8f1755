#!/usr/bin/env bash
# Runs every test of FactorSeq and ends with the totals: "N passed, N failed".
# Installs what it needs from Debian and npm on a machine that has the .NET SDK; needs no server that it does not start itself.
set -uo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp -d)
node=
installation=
trap 'for job in $node $installation; do kill "$job" 2>/dev/null; done; rm -rf "$results"' EXIT
passed=0
failed=0
# CI=true as on the build machine, where the compiler maps the paths of source files: what only works without that shall fail here too.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 CI=true
# Servers that live for seconds never earn back what profiles for optimizing cost: a quarter of the CPU of these runs.
export DOTNET_TieredPGO=0
# The same garbage each time: what fails here has been broken since. tests/nightly.sh draws its own.
export FACTORSEQ_HOSTILE_SEED="${FACTORSEQ_HOSTILE_SEED:-20261128}"

say() { printf '\n== %s\n' "$*"; }

# A check that cannot run has failed; it is never left out in silence.
cannot() {
  echo "CANNOT RUN: $*"
  failed=$((failed + 1))
}

finish() {
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
  exit
}

need() { # command, Debian package
  command -v "$1" >/dev/null 2>&1 && return
  local sudo=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  [ -n "${updated:-}" ] || { $sudo apt-get update -qq && updated=1; }
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  command -v "$1" >/dev/null 2>&1
}

# Packages that bring servers. Debian would start those; the tests start their own, so policy-rc.d says no for as long as the installation takes.
need_packages() { # Debian packages
  dpkg -s "$@" >/dev/null 2>&1 && return
  local sudo= policy=/usr/sbin/policy-rc.d placed=
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  [ -n "${updated:-}" ] || { $sudo apt-get update -qq && updated=1; }
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' | $sudo install -m 755 /dev/stdin "$policy" && placed=1; }
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  [ -z "$placed" ] || $sudo rm -f "$policy"
  dpkg -s "$@" >/dev/null 2>&1
}

dotnet_tests() { # project, more options
  local name counters
  name=$(basename "$1")
  say "$name"
  dotnet test "$1" -c Release --no-build --nologo --logger "trx;LogFileName=$results/$name.trx" --logger "console;verbosity=minimal" \
    --results-directory "$results" -v quiet "${@:2}"
  counters=$(grep -o '<Counters [^>]*>' "$results/$name.trx" 2>/dev/null)
  if [ -z "$counters" ]; then
    cannot "$name left no result"
    return
  fi
  local total good
  total=$(sed -n 's/.* total="\([0-9]*\)".*/\1/p' <<<"$counters")
  good=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  # Whatever did not pass has failed: skipped tests too.
  passed=$((passed + good))
  failed=$((failed + total - good))
  [ "$total" -gt 0 ] || cannot "$name ran no test"
  echo "$name: $good of $total passed"
}

# Begins them beside the others: they wait for browsers more than they work. Two lots of browsers at once would be too many.
begin_node_tests() { # folder
  (cd "$1" && npm ci --silent --no-audit --no-fund && exec node --test --test-reporter=tap --test-concurrency=1) >"$results/$(basename "$1").tap" 2>&1 &
  node=$!
}

end_node_tests() { # folder
  local tap="$results/$(basename "$1").tap"
  say "$1"
  wait "$node"
  node=
  local good bad
  good=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$tap")
  bad=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$tap")
  if [ -z "$good" ] || [ "$((good + bad))" -eq 0 ]; then
    tail -40 "$tap"
    cannot "$1 ran no test"
    return
  fi
  [ "$bad" -eq 0 ] || cat "$tap"
  passed=$((passed + good))
  failed=$((failed + bad))
  echo "$1: $good passed, $bad failed"
}

# What the tests need, while the solution builds: the build needs none of it. Each line it leaves is something that is missing.
install_all() {
  need chromium-headless-shell chromium-headless-shell || echo "Chromium is missing"
  need_packages slapd ldap-utils openssl || echo "OpenLDAP is missing"
  need_packages postgresql pgbouncer nginx-light faketime || echo "PostgreSQL, PgBouncer, nginx or faketime is missing"
  need_packages samba samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba python3-markdown python3-dnspython ||
    echo "Samba is missing"
  (cd samples/spa-and-api && npm ci --silent --no-audit --no-fund) >&2 || echo "npm ci in samples/spa-and-api"
}

say "Node.js"
need node nodejs || { cannot "Node.js is missing"; finish; }
need npm npm || { cannot "npm is missing"; finish; }
# Debian 12 has Node 18; the clients want a newer one, which npm has too.
if [ "$(node -p 'Number(process.versions.node.split(".")[0])')" -lt 20 ]; then
  npm install --prefix artifacts/node --silent --no-audit --no-fund node@22.23.3 >&2 || { cannot "no Node 20 or later"; finish; }
  export PATH="$PWD/artifacts/node/node_modules/node/bin:$PATH"
fi

install_all >"$results/missing" 2>"$results/install.log" &
installation=$!

say "Build"
dotnet build FactorSeq.sln -c Release --nologo -v quiet || { cannot "the solution does not build"; finish; }

say "What the tests need"
wait "$installation"
installation=
if [ -s "$results/missing" ]; then
  tail -40 "$results/install.log"
  while read -r what; do cannot "$what"; done <"$results/missing"
fi

begin_node_tests tests/compatibility
dotnet_tests tests/FactorSeq.Core.Tests
dotnet_tests tests/FactorSeq.Web.Tests
dotnet_tests tests/FactorSeq.Testing.Tests
dotnet_tests samples/api-tests/Notes.Api.Tests
end_node_tests tests/compatibility
dotnet_tests tests/FactorSeq.Browser.Tests
# What breaks a database takes its time, and is for the night (tests/nightly.sh).
dotnet_tests tests/FactorSeq.Reliability.Tests --filter "when!=nightly"

finish
