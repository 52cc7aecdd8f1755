#!/usr/bin/env bash
# What is too long for every push: a million requests of garbage, twenty times as many hostile texts, ten rounds of everything that can break, the
# version before this one beside it, and the audit of packages.
# Runs after `bash tests/run.sh`, which installs what it needs, as root and with iproute2: a node gets a network of its own. FACTORSEQ_HOSTILE says how many requests, FACTORSEQ_HOSTILE_SEED repeats a run.
# In a clone with its history, of which FACTORSEQ_PREVIOUS says which revision is the version before.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export FACTORSEQ_HOSTILE="${FACTORSEQ_HOSTILE:-1000000}"
failed=0

echo "== $FACTORSEQ_HOSTILE hostile requests"
dotnet test tests/FactorSeq.Web.Tests -c Release --no-build --nologo --logger "console;verbosity=detailed" \
  --filter "FullyQualifiedName~HostileTests|FullyQualifiedName~HostileTextsTests" || failed=1

echo "== A thousand wrong passwords at once on two nodes"
FACTORSEQ_RIVALS=1000 dotnet test tests/FactorSeq.Web.Tests -c Release --no-build --nologo --filter "FullyQualifiedName~TwoNodesTests" || failed=1

for round in {1..10}; do
  echo "== Everything that can break, round $round"
  dotnet test tests/FactorSeq.Reliability.Tests -c Release --no-build --nologo --filter "what!=versions" || failed=1
done

echo "== The version before this one, beside it"
if FACTORSEQ_PREVIOUS_APP=$(bash tests/FactorSeq.Reliability.Tests/previous.sh); then
  export FACTORSEQ_PREVIOUS_APP
  dotnet test tests/FactorSeq.Reliability.Tests -c Release --no-build --nologo --filter "what=versions" || failed=1
else
  failed=1
fi

# Warnings are errors, so a package with an advisory fails the restore. NU1900 alone is none: the registry has no list of advisories to ask.
echo "== Known vulnerabilities of packages"
audit=$(FACTORSEQ_AUDIT=true dotnet restore FactorSeq.sln --force --nologo 2>&1)
restored=$?
if grep -q "NU190[1-4]" <<<"$audit"; then
  grep "NU190[1-4]" <<<"$audit" | sort -u
  failed=1
elif [ "$restored" -ne 0 ]; then
  echo "$audit"
  failed=1
elif grep -q "NU1900" <<<"$audit"; then
  echo "NOT AUDITED: the registry has no list of advisories"
else
  echo "none known"
fi

exit "$failed"
