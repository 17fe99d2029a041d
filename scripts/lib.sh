# Shared by the scripts in this folder: paths and output. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# As the servers find it, too.
if [ -z "${PADDLE_HOME:-}" ]; then
  if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root, and the user it runs as cannot enter root's home.
    PADDLE_HOME=/var/lib/paddle
  elif [[ ${XDG_DATA_HOME:-} == /* ]]; then
    PADDLE_HOME=$XDG_DATA_HOME/paddle
  else
    PADDLE_HOME=$HOME/.local/share/paddle
  fi
fi
case $PADDLE_HOME in /*) ;; *) PADDLE_HOME=$PWD/$PADDLE_HOME ;; esac
export PADDLE_HOME

# SwiftPM would keep these in the home folder.
SWIFTPM=(--cache-path "$PADDLE_HOME/cache/swiftpm" --security-path "$PADDLE_HOME/cache/swiftpm/security")

say() { printf '%s\n' "$*"; }

# missing_packages NAME…: which of these Debian packages are missing; files installed in another way count as present.
missing_packages() {
  local name
  for name; do
    case $name in
      pkg-config) command -v pkg-config ;;
      libpq-dev) pkg-config --exists libpq ;;
      libssl-dev) pkg-config --exists libcrypto ;;
      python3-pip) python3 -m pip --version ;;
      python3-venv) python3 -c 'import venv, ensurepip' ;;
      chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
      pgbouncer) [ -x /usr/sbin/pgbouncer ] ;;
      poppler-utils) command -v pdftotext ;;
      pandoc) command -v pandoc ;;
      *) false ;;
    esac >/dev/null 2>&1 || printf '%s ' "$name"
  done
}

# install_packages NAME…: installs the missing ones, or says what to install.
install_packages() {
  local wanted sudo=
  wanted=$(missing_packages "$@")
  [ -n "$wanted" ] || return 0
  command -v apt-get >/dev/null ||
    die "missing here: $wanted(the names are Debian's). Install your system's packages for them, then run this again."
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "missing: $wanted. Run: sudo apt-get install --no-install-recommends $wanted"
    sudo=sudo
  fi
  step "Debian packages: $wanted" $sudo sh -c "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $wanted" ||
    die "apt-get could not install: $wanted"
}

die() {
  printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# step TEXT COMMAND…: says what it does and how long it took; shows the command's output only if it fails.
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
