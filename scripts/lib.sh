# Shared by the scripts beside it: where things live, and how a script speaks. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ -z "${PADDLE_HOME:-}" ]; then
  if [ -n "${XDG_DATA_HOME:-}" ]; then
    PADDLE_HOME=$XDG_DATA_HOME/paddle
  elif [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root, and the user it runs as cannot enter root's home.
    PADDLE_HOME=/var/lib/paddle
  else
    PADDLE_HOME=$HOME/.local/share/paddle
  fi
fi
export PADDLE_HOME

# SwiftPM would keep these in the home folder.
SWIFTPM=(--cache-path "$PADDLE_HOME/cache/swiftpm" --security-path "$PADDLE_HOME/cache/swiftpm/security")

say() { printf '%s\n' "$*"; }

die() {
  printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# step TEXT COMMAND…: says what is done and how long it took; shows the command's own words only if it fails.
step() {
  local text=$1 log start status=0
  shift
  log=$PADDLE_HOME/tmp/step.$$.log
  start=$(date +%s)
  printf '%-52s' "$text"
  "$@" >"$log" 2>&1 || status=$?
  if [ $status = 0 ]; then
    printf 'done, %s s\n' "$(($(date +%s) - start))"
    rm -f "$log"
  else
    printf 'failed\n'
    tail -n 25 "$log" >&2
    rm -f "$log"
  fi
  return $status
}
