#!/bin/sh
# Installs Keyferry from a clone or an unpacked release: finds a Node that is new enough, builds the program if it is
# missing, and runs `keyferry install` with all arguments.
set -u

fail() {
  printf 'keyferry: %s\n' "$1" >&2
  exit 1
}

# CDPATH could make cd print or go elsewhere; -P resolves links, so that a linked script finds its own repository.
unset CDPATH
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P && printf x) || fail "The folder of $0 cannot be opened; check its owner and mode."
# $(…) removes line breaks at the end; the x keeps one that belongs to the folder's name.
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

# NODE_OPTIONS can load other code into Node.
unset NODE_OPTIONS NODE_PATH NODE_DEBUG NODE_V8_COVERAGE
find_node || fail 'No Node 20 or newer was found; install it from https://nodejs.org, then try again.'

if [ ! -f "$program" ]; then
  [ -f "$root/package.json" ] || fail "$program is missing; unpack the release again."
  command -v npm >/dev/null || fail 'npm was not found, and the program is not built yet; install npm, then try again.'
  # stdout is for the output of keyferry install only.
  (cd -P -- "$root" && { [ -d node_modules ] || npm ci; } && npm run build) >&2 ||
    fail 'The program could not be built; see the messages above.'
fi

exec "$node" "$program" install "$@"
