// Loaded into the built host with `--require`: counts the file calls of a write and, at the one that KEYFERRY_TEST_FAULT
// names (`<number>:<errno or SIGKILL>`), fails it or kills the process. The host itself knows nothing of this.
const fs = require('node:fs');

const [number, what] = (process.env.KEYFERRY_TEST_FAULT ?? '').split(':');
const folder = `${process.env.HOME}/.aws`;
const opened = new Set();
let count = 0;

/** Node's own loader uses some of these calls too; only those in the AWS folder count. */
const isMine = (place) => (typeof place === 'number' ? opened.has(place) : String(place).startsWith(folder));

function step(name) {
  if (count++ !== Number(number)) return;
  if (what === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
  else throw Object.assign(new Error(`${what}: injected`), { code: what, syscall: name });
}

function hookSync(object, name) {
  const original = object[name];
  const hooked = (...args) => {
    if (!isMine(args[0])) return original(...args);
    step(name);
    const result = original(...args);
    if (name === 'openSync') opened.add(result);
    return result;
  };
  object[name] = Object.assign(hooked, original);
}

function hookLater(name) {
  const original = fs[name];
  fs[name] = (...args) => {
    try {
      if (isMine(args[0])) step(name);
    } catch (error) {
      return process.nextTick(args.at(-1), error);
    }
    return original(...args);
  };
}

for (const name of [
  'access',
  'fchmod',
  'fstat',
  'lstat',
  'mkdir',
  'open',
  'readdir',
  'rename',
  'rmdir',
  'stat',
  'unlink',
]) {
  hookSync(fs, `${name}Sync`);
}
hookSync(fs.realpathSync, 'native');
for (const name of ['fsync', 'read', 'writev']) hookLater(name);
