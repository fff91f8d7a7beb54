// This file is loaded into the built host with `--require`. It counts the file calls of a write in the AWS folder. The
// variable KEYFERRY_TEST_FAULT (`<number>:<errno, SIGKILL or path>`) selects one of these calls. With an errno, the
// call fails with it. With SIGKILL, the process is killed. With an absolute path, the process creates a file with this
// path, and waits until the test removes the file.
const fs = require('node:fs');
const path = require('node:path');

const [number, what = ''] = (process.env.KEYFERRY_TEST_FAULT ?? '').split(/:(.*)/);
const folder = path.join(process.env.HOME ?? process.env.USERPROFILE, '.aws').toLowerCase();
const descriptors = new Set();
let count = 0;

// Windows ignores upper and lower case in paths.
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
        // The system closes the file even if the close call fails.
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

/** Counts a synchronous call too. The host uses these calls to read the AWS file that it does not write. */
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
