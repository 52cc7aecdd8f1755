#!/usr/bin/env bash
# Publishes FactorSeq as it was, and prints the folder: what the test of two versions runs beside this one.
# FACTORSEQ_PREVIOUS says which revision; else it is the last of the main line that is a day older than the newest.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
shared=src/FactorSeq.Storage/Postgres

fail() {
  echo "previous.sh: $*" >&2
  exit 1
}

has_postgres() { git cat-file -e "$1:$shared" 2>/dev/null; }

git rev-parse -q --verify HEAD >/dev/null || fail "no git history here. Name a published folder yourself: FACTORSEQ_PREVIOUS_APP."
if [ -n "${FACTORSEQ_PREVIOUS:-}" ]; then
  revision=$(git rev-parse -q --verify "$FACTORSEQ_PREVIOUS^{commit}") || fail "no revision $FACTORSEQ_PREVIOUS here (FACTORSEQ_PREVIOUS)."
  has_postgres "$revision" || fail "$FACTORSEQ_PREVIOUS knows no PostgreSQL, so it can be nobody's neighbour over one."
else
  revision=$(git rev-list -1 --first-parent --before="$(($(git log -1 --format=%ct) - 86400))" HEAD)
  [ -n "$revision" ] || fail "no commit here is a day older than HEAD: a shallow clone? Fetch more (git fetch --unshallow), or name a revision: FACTORSEQ_PREVIOUS."
  # No version before that one could share a database.
  has_postgres "$revision" || revision=$(git log --first-parent --diff-filter=A --format=%H -- "$shared/PostgresSchema.cs" | tail -1)
  [ -n "$revision" ] || fail "this history does not reach back to a version with PostgreSQL. Fetch more (git fetch --unshallow), or name a revision: FACTORSEQ_PREVIOUS."
fi

folder=$PWD/artifacts/previous/$(git rev-parse --short=12 "$revision")
if [ ! -d "$folder" ]; then
  source=$folder.source
  leave() {
    git worktree remove --force "$source" 2>/dev/null || true
    rm -rf "$source" "$folder.part"
  }
  leave
  trap leave EXIT
  git worktree add --force --quiet --detach "$source" "$revision" >&2
  dotnet publish "$source/src/FactorSeq.Web" -c Release --no-self-contained --nologo -v quiet -o "$folder.part" >&2 || fail "$revision does not build."
  mv "$folder.part" "$folder"
fi

git log -1 --format="the version before: %h of %cI, %s" "$revision" >&2
echo "$folder"
