#!/usr/bin/env bash
# Walks the Factor Service Error from the symptom to both fixes, and prints what the client is told beside what is really so.
# usage: demo.sh [URL [DOMAIN]]    (http://localhost:7700 corp.test; example.test for samba.yaml)
set -euo pipefail
url=${1:-http://localhost:7700}
domain=${2:-corp.test}
feature=PASSWORDLESS_AUTHN_SIGNON_POLICY
article='Factor Service Error During Okta Login for Locked Out Directory-Sourced User'

call() { curl -s -w ' HTTP %{http_code}' -X "$1" "$url$2" -H 'Content-Type: application/json' ${3:+-d "$3"}; }
text() { sed -En "s/.*\"$1\":\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" | sed 's/\\"/"/g'; } # the last member of that name
first() { grep -oE "\"$1\":\"([^\"\\\\]|\\\\.)*\"" | head -n 1 | cut -d '"' -f 4; }
say() { printf '  %-13s %s\n' "$1" "$2"; }
step() { printf '\n%s\n' "$1"; }

# One sign-in: the public answer, and beside it the reason that the System Log has.
sign_in() {
  local answer why detail
  answer=$(call POST /api/v1/authn "{\"username\":\"$1@$domain\",\"password\":\"$2\"}")
  say 'public' "${answer##* HTTP } $(text errorCode <<<"$answer")$(text status <<<"$answer") $(text errorSummary <<<"$answer")"
  why=$(call GET "/emulator/events?user=$1@$domain&limit=1")
  detail=$(text detail <<<"$why")
  say 'true reason' "$(text reason <<<"$why")${detail:+, $detail}"
}

# What Okta Support does: $1 is the body of the case.
support() {
  local answer
  answer=$(call POST "/emulator/support/features/$feature" "$1")
  say 'Support' "${answer##* HTTP } $(text errorSummary <<<"$answer")$(first state <<<"$answer")"
}

curl -sf "$url/emulator/health" >/dev/null || { echo "Nothing answers at $url: start FactorSeq with factorseq.yaml of this folder first." >&2; exit 1; }

step '1. Lars is locked out in the directory. His password is right.'
sign_in lars Passw0rd-lars

step '2. Why: what the directory would say, what his account is in Okta.'
why=$(call GET "/emulator/explain?user=lars@$domain" | grep -oE '"directory":\{.*"checkedBySequence":[a-z]+')
say 'directory' "$(first reason <<<"$why") (error $(first errorCode <<<"$why"))"
say 'Okta status' "$(first oktaStatus <<<"$why")"
say 'at password' "$(text errorCode <<<"$why") $(text errorSummary <<<"$why")"

step '3. Inspect the sign-on rules: nobody uses Factor Sequence, and it is visible.'
seen=$(call GET /emulator/factor-sequencing)
say 'state' "$(first state <<<"$seen")"
say 'editor' "$(first editor <<<"$seen")"
say 'warning' "$(sed -En 's/.*"warnings":\["([^"]*)".*/\1/p' <<<"$seen")"

step '4. A Support case that names no article is turned down; one that does is closed.'
support '{"enabled":false}'
support "{\"enabled\":false,\"articleRef\":\"$article\"}"

step '5. Lars again: the standard message, which sign-in pages word "Unable to sign in".'
sign_in lars Passw0rd-lars

step '6. Mia is locked in Okta, and her password policy shows lockouts: she is told.'
sign_in mia Passw0rd-mia

step '7. Support switches the feature on again: Mia, too, gets the error.'
support "{\"enabled\":true,\"articleRef\":\"$article\"}"
sign_in mia Passw0rd-mia
