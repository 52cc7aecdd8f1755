#!/usr/bin/env bash
# What is too long for every push: a million requests of garbage, twenty times as many hostile texts, and the audit of packages.
# Runs after a build (`dotnet build FactorSeq.sln -c Release`). FACTORSEQ_HOSTILE says how many requests, FACTORSEQ_HOSTILE_SEED repeats a run.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export FACTORSEQ_HOSTILE="${FACTORSEQ_HOSTILE:-1000000}"
failed=0

echo "== $FACTORSEQ_HOSTILE hostile requests"
dotnet test tests/FactorSeq.Web.Tests -c Release --no-build --nologo --logger "console;verbosity=detailed" \
  --filter "FullyQualifiedName~HostileTests|FullyQualifiedName~HostileTextsTests" || failed=1

# An audit needs the registry's list of advisories. A registry that has none is no finding; it says so and is passed over.
echo "== Known vulnerabilities of packages"
audit=$(dotnet list FactorSeq.sln package --vulnerable --include-transitive 2>&1)
if grep -q "has the following vulnerable packages" <<<"$audit"; then
  echo "$audit"
  failed=1
elif grep -q "error" <<<"$audit"; then
  echo "NOT AUDITED: the registry gives no advisories"
else
  echo "none known"
fi

exit "$failed"
