import { posix } from 'node:path';

/*
 * Where a wrapper looks for Node if the Node that ran `keyferry install` no longer exists. For example, a version
 * manager may remove the folder of an old version after an upgrade. The patterns match only real Node programs, not the
 * scripts (shims) of version managers, because such a script reads more environment variables.
 */

/** Paths of Node in system folders, as patterns for sh. Only administrators can install programs there. */
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

/** Paths of Node in the home folder, as patterns for sh: for nvm, fnm, nodenv, asdf, mise, Volta, n and Nix. */
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

/** Matches the name of a folder that is a version, such as `v22.1.0` or `20.11.1_1`. */
const VERSION_FOLDER = /^v?\d+\.\d+[\w.+-]*$/;

/**
 * Splits a path at a version folder, such as `v22.1.0`. Returns the part before this folder and the part after it. Null
 * if the path contains no version folder.
 */
function aroundVersion(node: string): { readonly before: string; readonly after: string } | null {
  const folders = node.split('/');
  const at = folders.findLastIndex((folder) => VERSION_FOLDER.test(folder));
  if (at < 0) return null;
  return { before: `${folders.slice(0, at).join('/')}/`, after: `/${folders.slice(at + 1).join('/')}` };
}

/**
 * Paths at which other copies of Node may be, as patterns for sh. First come the folders of other versions beside the
 * Node that ran `keyferry install`, then the usual folders.
 * @param node absolute path of the Node that runs install
 * @param home absolute path of the user's home folder; null if the host is installed for every user
 * @param quote turns any text into one word for sh
 */
export function otherNodes(node: string, home: string | null, quote: (text: string) => string): readonly string[] {
  const around = aroundVersion(node);
  const siblings = around ? [`${quote(around.before)}*${quote(around.after)}`] : [];
  const own = home === null ? [] : HOME_NODES.map((each) => `${quote(posix.join(home, '/'))}${each}`);
  return [...(home === null ? [] : siblings), ...SYSTEM_NODES, ...own];
}

/**
 * Folders of version managers on Windows. Each contains one folder for each version of Node. `file` is the path of Node
 * inside such a version folder.
 */
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
