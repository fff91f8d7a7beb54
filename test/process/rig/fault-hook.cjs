// The built host loads this file with `--require`. This file counts the file calls with which the host writes in the
// AWS folder. The variable KEYFERRY_TEST_FAULT is `<number>:<errno, SIGKILL or path>`. The number selects one file
// call. With an errno, this call fails with the error. With SIGKILL, the process is killed at this call. With an
// absolute path, the process creates a file with this path, and waits until the test removes the file.
const fs = require('node:fs');
const path = require('node:path');

const [number, what = ''] = (process.env.KEYFERRY_TEST_FAULT ?? '').split(/:(.*)/);
const folder = path.join(process.env.HOME ?? process.env.USERPROFILE, '.aws').toLowerCase();
const descriptors = new Set();
let count = 0;

// In Windows, paths that differ only in upper and lower case are the same path.
const isInFolder = (file) => String(file).toLowerCase().startsWith(folder);

function standStill() {
  fs.writeFileSync(what, '');
  while (fs.existsSync(what)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

function step(name) {
  if (count++ !== Number(number)) return;
  if (what === 'SIGKILL') process.kill(process.pid, 'SIGKILL');
  else if (path.isAbsolute(what)) standStill();
  else throw Object.assign(new Error(`${what}: injected`), { code: what, syscall: name });
}

function hookHandle(handle) {
  for (const name of ['stat', 'read', 'writeFile', 'chown', 'chmod', 'sync', 'close']) {
    const original = handle[name].bind(handle);
    handle[name] = async (...args) => {
      try {
        step(name);
      } catch (error) {
        // Even if the close call fails, the system closes the file.
        if (name === 'close') await original();
        throw error;
      }
      return original(...args);
    };
  }
  return handle;
}

function hookCall(name) {
  const original = fs.promises[name];
  fs.promises[name] = async (path, ...args) => {
    if (!isInFolder(path)) return original(path, ...args);
    step(name);
    const result = await original(path, ...args);
    return name === 'open' ? hookHandle(result) : result;
  };
}

/** Synchronous calls are counted too. With them, the host reads the AWS file that it does not write. */
function hookSyncCall(name) {
  const original = fs[name];
  fs[name] = (file, ...args) => {
    if (!(typeof file === 'number' ? descriptors.has(file) : isInFolder(file))) return original(file, ...args);
    step(name);
    const result = original(file, ...args);
    if (name === 'openSync') descriptors.add(result);
    return result;
  };
}

for (const name of ['access', 'lstat', 'mkdir', 'open', 'readdir', 'realpath', 'rename', 'rmdir', 'stat', 'unlink']) {
  hookCall(name);
}
for (const name of ['openSync', 'fstatSync']) hookSyncCall(name);
