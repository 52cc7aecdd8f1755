#!/usr/bin/env bash
# FactorSeq beside an empty ASP.NET Core application and the Node servers of its field, in interleaved rounds on this machine.
#
#   bash tests/FactorSeq.Benchmarks/peers/run.sh [--quick] [--out FILE.md] [--rounds N] [--no-build] [--no-peers] [--only start,memory,speed,tokens,stores,growth,password]
#        [--postgres "Host=127.0.0.1;Port=5432;Username=postgres;Database=empty"]
#
# Prints a markdown table of medians with the lowest and highest, and the ratios against what the project holds itself to.
# Measuring takes up to nine minutes, less with --quick; building and npm come on top the first time.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
artifacts=$root/artifacts/benchmarks
build=yes
peers=yes
pass=()
while (($#)); do
  case $1 in
    --no-build) build=no ;;
    --no-peers) peers=no ;;
    --quick) pass+=(--quick) ;;
    --out | --rounds | --only | --users | --big-users | --postgres)
      [[ $# -ge 2 ]] || { echo "$1 wants a value" >&2; exit 2; }
      pass+=("$1" "$2")
      shift
      ;;
    *) sed -n '2,8p' "$0" >&2; exit 2 ;;
  esac
  shift
done

publish() {
  dotnet publish -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true --nologo -v quiet "$1" -o "$2"
}

if [[ $build == yes ]]; then
  publish "$root/src/FactorSeq.Web" "$artifacts/factorseq"
  publish "$root/tests/FactorSeq.Benchmarks/EmptyApp" "$artifacts/empty"
  dotnet build -c Release --nologo -v quiet "$root/tests/FactorSeq.Benchmarks" -o "$artifacts/tool"
fi

if [[ $peers == yes ]]; then
  if ! command -v node >/dev/null; then
    echo "no Node peers: node is not installed" >&2
  else
    [[ -x $here/node_modules/node/bin/node ]] || npm ci --prefix "$here" --no-audit --no-fund --loglevel error
    pass+=(--peers "$here")
  fi
fi

# The seed of the host must not leak into what is measured as the built-in org.
exec dotnet "$artifacts/tool/FactorSeq.Benchmarks.dll" compare --app "$artifacts/factorseq" --empty "$artifacts/empty" "${pass[@]}"
