import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { npmInstall, reinstallCommand } from '../../../../native-host/cli/shared/reinstall.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keyferry-reinstall-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('if the program was built in a clone, the command to reinstall is the clone’s script', () => {
  mkdirSync(join(root, 'install-scripts'));
  writeFileSync(join(root, 'install-scripts/install.sh'), '');
  const program = join(root, 'dist', 'host', 'keyferry.cjs');
  expect(reinstallCommand({ programPath: program, platform: 'linux' })).toBe(`sh '${root}/install-scripts/install.sh'`);
});

it('if there is no clone, the command to reinstall uses the released npm package', () => {
  expect(reinstallCommand({ programPath: join(root, 'dist', 'host', 'keyferry.cjs'), platform: 'linux' })).toBe(
    'npx keyferry install',
  );
  expect(reinstallCommand({ programPath: join(root, 'keyferry.cjs'), platform: 'win32' }, '--force')).toBe(
    'npx.cmd keyferry install --force',
  );
});

it('the npm command for keyferry installs the clone’s package, or the released package if there is no clone', () => {
  const program = { programPath: join(root, 'dist', 'host', 'keyferry.cjs') };
  expect(npmInstall(program)).toBe('`npm install --global keyferry`');
  mkdirSync(join(root, 'install-scripts'));
  writeFileSync(join(root, 'install-scripts/install.sh'), '');
  expect(npmInstall(program)).toContain(`\`npm run package\` in ${root} and then \`npm install --global ./dist/`);
});
