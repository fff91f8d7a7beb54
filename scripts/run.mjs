// Every npm script starts with this file. The file is plain JavaScript without dependencies, so it also runs in a new
// clone. If necessary, it first installs the packages in package-lock.json. Then it runs the TypeScript file in this
// folder that has the name of the npm script.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`keyferry: Node ${process.versions.node} is too old to build Keyferry; install Node 20.19 or newer.`);
  process.exit(1);
}

function dependenciesAreCurrent() {
  const installed = join('node_modules', '.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs;
}

if (!dependenciesAreCurrent()) {
  console.log('Installing dependencies (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const [command = 'build', ...args] = process.argv.slice(2);
const { runnerImport } = await import('vite');
const { module } = await runnerImport(join(root, 'scripts', `${command}.ts`), {
  configFile: false,
  root,
  logLevel: 'warn',
});
process.exitCode = await module.default(args);
