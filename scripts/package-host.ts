import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

/**
 * The files to publish: the files of the built program, a read-me and the licence. Each file is listed with its path in
 * this project and its name in the package.
 */
function shippedFiles(root: string): readonly (readonly [from: string, name: string])[] {
  const program = readdirSync(join(root, 'dist/host')).sort();
  return [
    ...program.map((name) => [`dist/host/${name}`, name] as const),
    ['install-scripts/npm-readme.md', 'README.md'],
    ['LICENSE', 'LICENSE'],
  ];
}

/**
 * The content of package.json in the published package. The package has no dependencies and no scripts, so nothing runs
 * when npm installs it.
 * @param files names of all files in the package
 * @param repository address of the repository that builds the package
 */
export function hostPackage(files: readonly string[], repository: string | undefined): object {
  const { name, version, description, license } = packageJson;
  return {
    name,
    version,
    description,
    license,
    keywords: ['aws', 'sso', 'iam-identity-center', 'credentials', 'native-messaging'],
    ...(repository && { repository: { type: 'git', url: `git+${repository}.git` } }),
    type: 'commonjs',
    bin: { keyferry: 'keyferry.cjs' },
    files,
    engines: { node: '>=20' },
  };
}

function fillStage(stage: string, root: string, repository: string | undefined): void {
  const files = shippedFiles(root);
  for (const [from, name] of files) copyFileSync(join(root, from), join(stage, name));
  const names = files.map(([, name]) => name);
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(hostPackage(names, repository), null, 2)}\n`);
  for (const file of readdirSync(stage)) chmodSync(join(stage, file), file === 'keyferry.cjs' ? 0o755 : 0o644);
}

/**
 * Packs the built host for npm.
 * @param root folder of the project
 * @param outDir absolute path of the folder for the package
 * @param repository address of the repository that builds the package; npm compares it with the address in the
 * provenance (the signed record of the build)
 * @returns the file name of the package in `outDir`
 */
export function packHost(root: string, outDir: string, repository?: string): string {
  const stage = mkdtempSync(join(tmpdir(), 'keyferry-pack-'));
  try {
    fillStage(stage, root, repository);
    // npm sorts the files and gives all of them the same time. But npm keeps some bits of each file's mode, so
    // `fillStage` sets the modes.
    const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', outDir];
    const { status, stderr } = spawnSync('npm', args, {
      cwd: stage,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const tarball = `${packageJson.name}-${packageJson.version}.tgz`;
    if (status !== 0 || !existsSync(join(outDir, tarball))) throw new Error(`npm pack failed: ${stderr}`);
    return tarball;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
