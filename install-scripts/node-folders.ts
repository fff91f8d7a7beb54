import { posix } from 'node:path';

/*
 * Where to look for another Node when the one that ran install is gone. A version manager may remove the folder of a
 * version after an upgrade. The patterns name the Node programs themselves, never the managers' shims: a shim is a
 * script that reads more of the environment.
 */

/** Places that belong to the system, as patterns for sh. Only administrators install there. */
const SYSTEM_NODES: readonly string[] = [
  '/usr/local/bin/node',
  '/usr/bin/node',
  '/opt/homebrew/bin/node',
  '/opt/homebrew/opt/node@*/bin/node',
  '/usr/local/opt/node@*/bin/node',
  '/home/linuxbrew/.linuxbrew/bin/node',
  '/home/linuxbrew/.linuxbrew/opt/node@*/bin/node',
  '/opt/local/bin/node',
  '/snap/bin/node',
];

/** Places below the home folder, as patterns for sh: nvm, fnm, nodenv, asdf, mise, Volta, n, Nix. */
const HOME_NODES: readonly string[] = [
  '.nvm/versions/node/*/bin/node',
  '.config/nvm/versions/node/*/bin/node',
  '.local/share/fnm/node-versions/*/installation/bin/node',
  '.fnm/node-versions/*/installation/bin/node',
  'Library/Application\\ Support/fnm/node-versions/*/installation/bin/node',
  '.nodenv/versions/*/bin/node',
  '.asdf/installs/nodejs/*/bin/node',
  '.local/share/mise/installs/node/*/bin/node',
  '.volta/tools/image/node/*/bin/node',
  'n/bin/node',
  '.nix-profile/bin/node',
  '.local/bin/node',
];

/** A folder named after a version, such as `v22.1.0` or `20.11.1_1`. */
const VERSION_FOLDER = /^v?\d+\.\d+[\w.+-]*$/;

/**
 * The parts of Node's path before and after the folder that is named after its version; null if there is no such
 * folder.
 */
function aroundVersion(node: string): { readonly before: string; readonly after: string } | null {
  const folders = node.split('/');
  const at = folders.findLastIndex((folder) => VERSION_FOLDER.test(folder));
  if (at < 0) return null;
  return { before: `${folders.slice(0, at).join('/')}/`, after: `/${folders.slice(at + 1).join('/')}` };
}

/**
 * Patterns for sh that find other Nodes, the likeliest first. They start with other versions beside the Node that ran
 * install, wherever its version manager keeps them. Then come the usual places.
 * @param node absolute path of the Node that runs install
 * @param home the user's home folder, absolute; null if the host is installed for every user
 * @param quote turns any text into one word for sh
 */
export function otherNodes(node: string, home: string | null, quote: (text: string) => string): readonly string[] {
  const around = aroundVersion(node);
  const siblings = around ? [`${quote(around.before)}*${quote(around.after)}`] : [];
  const own = home === null ? [] : HOME_NODES.map((each) => `${quote(posix.join(home, '/'))}${each}`);
  return [...(home === null ? [] : siblings), ...SYSTEM_NODES, ...own];
}

/** Folders on Windows that contain one folder for each version, and the path of Node inside such a folder. */
export function windowsNodeFolders(env: Readonly<Record<string, string | undefined>>) {
  const roaming = env.APPDATA ? [env.APPDATA] : [];
  const local = env.LOCALAPPDATA ? [env.LOCALAPPDATA] : [];
  return [
    ...roaming.map((folder) => ({ folder: `${folder}\\nvm`, file: 'node.exe' })),
    ...roaming.map((folder) => ({ folder: `${folder}\\fnm\\node-versions`, file: 'installation\\node.exe' })),
    ...local.map((folder) => ({ folder: `${folder}\\Volta\\tools\\image\\node`, file: 'node.exe' })),
    ...local.map((folder) => ({ folder: `${folder}\\mise\\installs\\node`, file: 'node.exe' })),
  ];
}
