#!/bin/sh
# Installs Keyferry from a clone or an unpacked release: finds a Node that is new enough, builds the program if it is
# missing, and runs `keyferry install` with all arguments.

# Variables such as NODE_OPTIONS or an exported function `[` can run other code. The script therefore starts itself
# again with only the variables that install and npm need. Before the second start, the script runs no command that a
# variable could replace. No script can prevent two things: bash without -p runs the file in BASH_ENV before the first
# line of a script, and expands PS4 before it traces a command.
case ${1-} in
  --in-clean-environment) shift ;;
  *)
    exec /usr/bin/env -i \
      ${PATH+"PATH=$PATH"} ${HOME+"HOME=$HOME"} ${USER+"USER=$USER"} ${LOGNAME+"LOGNAME=$LOGNAME"} \
      ${AWS_SHARED_CREDENTIALS_FILE+"AWS_SHARED_CREDENTIALS_FILE=$AWS_SHARED_CREDENTIALS_FILE"} \
      ${AWS_CONFIG_FILE+"AWS_CONFIG_FILE=$AWS_CONFIG_FILE"} \
      ${XDG_CONFIG_HOME+"XDG_CONFIG_HOME=$XDG_CONFIG_HOME"} ${XDG_DATA_HOME+"XDG_DATA_HOME=$XDG_DATA_HOME"} \
      ${TMPDIR+"TMPDIR=$TMPDIR"} ${LANG+"LANG=$LANG"} ${LC_ALL+"LC_ALL=$LC_ALL"} ${LC_CTYPE+"LC_CTYPE=$LC_CTYPE"} \
      ${SUDO_UID+"SUDO_UID=$SUDO_UID"} ${WSL_DISTRO_NAME+"WSL_DISTRO_NAME=$WSL_DISTRO_NAME"} \
      ${WSL_INTEROP+"WSL_INTEROP=$WSL_INTEROP"} \
      ${HTTP_PROXY+"HTTP_PROXY=$HTTP_PROXY"} ${HTTPS_PROXY+"HTTPS_PROXY=$HTTPS_PROXY"} ${NO_PROXY+"NO_PROXY=$NO_PROXY"} \
      ${http_proxy+"http_proxy=$http_proxy"} ${https_proxy+"https_proxy=$https_proxy"} ${no_proxy+"no_proxy=$no_proxy"} \
      /bin/sh -- "$0" --in-clean-environment "$@"
    ;;
esac
set -u

fail() {
  printf 'keyferry: %s\n' "$1" >&2
  exit 1
}

# The script may be started through a link. -P resolves links, so the script still finds its own repository.
root=$(cd -P -- "$(dirname -- "$0")/.." && pwd -P && printf x) || fail "The folder of $0 cannot be opened; check its owner and mode."
# The folder's name may end with a line break, and $(…) removes line breaks at the end of the output. Therefore the
# output ends with an x, which the next line removes.
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

find_node || fail 'No Node 20 or newer was found; install it from https://nodejs.org, then try again.'

if [ ! -f "$program" ]; then
  [ -f "$root/package.json" ] || fail "$program is missing; unpack the release again."
  command -v npm >/dev/null || fail 'npm was not found, and the program is not built yet; install npm, then try again.'
  # The output of the build goes to stderr. So stdout contains only the output of `keyferry install`.
  (cd -P -- "$root" && { [ -d node_modules ] || npm ci; } && npm run build) >&2 ||
    fail 'The program could not be built; see the messages above.'
fi

exec "$node" "$program" install "$@"
