// The built host loads this file with `--require`. This file refuses every call that could change a file outside the
// home folder, and every call that starts another program. It writes each refused call into the file whose path is in
// KEYFERRY_TEST_OUTSIDE.
const fs = require('node:fs');
const childProcess = require('node:child_process');
const { dirname, resolve } = require('node:path');

const { HOME = '', KEYFERRY_TEST_OUTSIDE: log = '' } = process.env;
const { openSync, writeSync } = fs;

const isInside = (path) => typeof path === 'number' || `${resolve(String(path))}/`.startsWith(`${HOME}/`);

function refuse(name, path) {
  writeSync(openSync(log, 'a'), `${name} ${path}\n`);
  throw Object.assign(new Error('refused by the test'), { code: 'EPERM', syscall: name });
}

const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } = fs.constants;

function opensToRead(flags = 'r') {
  return typeof flags === 'number' ? (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) === 0 : /^r?$/.test(flags);
}

/**
 * Calls that change files. The number is the number of paths among the arguments. The paths are always the first
 * arguments.
 */
const CHANGING = {
  1: [
    'appendFile',
    'chmod',
    'chown',
    'lchown',
    'mkdir',
    'mkdtemp',
    'rm',
    'rmdir',
    'truncate',
    'unlink',
    'utimes',
    'writeFile',
  ],
  2: ['copyFile', 'cp', 'link', 'rename'],
};

function hook(object, name, check) {
  const original = object[name];
  if (typeof original !== 'function') return;
  const checked = (...args) => {
    check(args);
    return original.apply(object, args);
  };
  object[name] = object === fs.promises ? async (...args) => checked(...args) : checked;
}

for (const [object, suffix] of [
  [fs, ''],
  [fs, 'Sync'],
  [fs.promises, ''],
]) {
  for (const [count, names] of Object.entries(CHANGING)) {
    for (const name of names) {
      hook(object, name + suffix, (args) => {
        for (const path of args.slice(0, Number(count))) if (!isInside(path)) refuse(name, path);
      });
    }
  }
  // If the target of a link is a relative path, it is relative to the folder of the link.
  hook(object, `symlink${suffix}`, ([target, path]) => {
    for (const each of [resolve(dirname(path), target), path]) if (!isInside(each)) refuse('symlink', each);
  });
  hook(object, `open${suffix}`, ([path, flags]) => {
    if (!isInside(path) && !opensToRead(typeof flags === 'function' ? 'r' : flags)) refuse('open', path);
  });
}
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
  hook(childProcess, name, ([program]) => refuse(name, program));
}

// In this test, the host does not wait until the disk has stored the data, because this would take most of the time.
// The test does not cut the power.
const { open } = fs.promises;
fs.promises.open = async (...args) =>
  Object.assign(await open.apply(fs.promises, args), { sync: async () => undefined });
