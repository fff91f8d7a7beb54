// Loaded into the built host with `--require`: counts the file calls of a write and, at the one that KEYFERRY_TEST_FAULT
// names (`<number>:<errno or SIGKILL>`), fails it or kills the process. The host itself knows nothing of this.
const fs = require('node:fs/promises');

const [number, what] = (process.env.KEYFERRY_TEST_FAULT ?? '').split(':');
let count = 0;

function step(name) {
  if (count++ !== Number(number)) return;
  if (what === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
  else throw Object.assign(new Error(`${what}: injected`), { code: what, syscall: name });
}

function hook(object, name) {
  const original = object[name];
  object[name] = async function hooked(...args) {
    step(name);
    const result = await original.apply(this, args);
    if (name === 'open') for (const each of ['stat', 'read', 'writev', 'chmod', 'sync']) hook(result, each);
    return result;
  };
}

for (const name of ['access', 'lstat', 'mkdir', 'open', 'readdir', 'realpath', 'rename', 'rmdir', 'stat', 'unlink']) {
  hook(fs, name);
}
