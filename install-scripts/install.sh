#!/bin/sh
# Installs Keyferry from a clone or an unpacked release: finds a Node that is new enough, builds the program if it is
# not there yet, and lets it install itself. Every argument goes on to `keyferry install`.
set -u

fail() {
  printf 'keyferry: %s\n' "$1" >&2
  exit 1
}

# CDPATH would make cd print and go elsewhere; -P keeps a linked script in its real repository.
unset CDPATH
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P && printf x) || fail "The folder of $0 cannot be entered."
# The x keeps a line break at the end of the folder's name.
root=${root%?x}
program=$root/dist/host/keyferry.cjs

new_enough() {
  [ -f "$1" ] && [ -x "$1" ] &&
    "$1" -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' </dev/null >/dev/null 2>&1
}

find_node() {
  for node in "$(command -v node)" /usr/local/bin/node /usr/bin/node /opt/homebrew/bin/node /opt/local/bin/node \
    "${HOME:-/nonexistent}/.volta/bin/node" "${HOME:-/nonexistent}/.local/share/mise/shims/node" \
    "${HOME:-/nonexistent}/.asdf/shims/node" "${HOME:-/nonexistent}/.nix-profile/bin/node"; do
    new_enough "$node" && return 0
  done
  return 1
}

# A foreign NODE_OPTIONS may load code into every Node.
unset NODE_OPTIONS NODE_PATH NODE_DEBUG NODE_V8_COVERAGE
find_node || fail 'No Node 20 or newer was found; install it from https://nodejs.org, then try again.'

if [ ! -f "$program" ]; then
  [ -f "$root/package.json" ] || fail "$program is missing; unpack the release again."
  command -v npm >/dev/null || fail 'npm was not found, and the program is not built yet; install npm, then try again.'
  # stdout is the installer's own.
  (cd -P -- "$root" && { [ -d node_modules ] || npm ci; } && npm run build) >&2 ||
    fail 'The program could not be built; what went wrong stands above.'
fi

exec "$node" "$program" install "$@"
