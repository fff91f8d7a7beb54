import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, offeredBrowsers, placeOf } from '../../../install-scripts/browsers.ts';
import { hostManifest, MANIFEST_FILE } from '../../../install-scripts/host-manifest.ts';
import { hostKey } from '../../../install-scripts/windows-registry.ts';
import { wslWrapper } from '../../../install-scripts/windows-wrapper.ts';
import { CMD_WRAPPER_FILE } from '../../../install-scripts/written-wrapper.ts';
import { expandPlace } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import type { Plan, PlannedKey } from './plan.ts';
import type { PlannedFile } from './planned-file.ts';
import { type WindowsSide, windowsSide, wslFolder } from './wsl.ts';

const NOTHING: Plan = { files: [], keys: [] };

function startedOnWindows({ local, roaming }: WindowsSide, io: CommandIo): readonly Browser[] {
  const where = { ...io, env: { LOCALAPPDATA: local, APPDATA: roaming } };
  return offeredBrowsers('win32').filter((browser) =>
    placeOf(browser, 'win32')?.folders.some((folder) => existsSync(expandPlace(folder, where))),
  );
}

function keysOf(found: readonly Browser[], folderOnWindows: string): readonly PlannedKey[] {
  const all = found.flatMap(({ label, flavour, places }) =>
    (places.win32?.user ?? []).map((path) => ({
      browser: `${label} on Windows`,
      key: hostKey('user', path),
      value: `${folderOnWindows}\\${flavour}\\${MANIFEST_FILE}`,
    })),
  );
  return all.filter(({ key }, at) => all.findIndex((each) => each.key === key) === at);
}

/**
 * Inside WSL, plans the files and registry keys with which browsers on Windows start the host of this Linux
 * distribution. A click in Edge then writes the file that the AWS CLI on Linux reads. Outside WSL, plans nothing.
 * @param wrapper path of the wrapper in the distribution
 */
export function planWsl(wrapper: string, io: CommandIo): Plan {
  const side = windowsSide(io);
  const found = side && startedOnWindows(side, io);
  if (!side || !found) return NOTHING;
  const folder = wslFolder(side);
  // A wrapper that already exists is written again even if there is no browser now. The wrapper contains the path of
  // the program's folder, and each version has another folder.
  if (found.length === 0 && !existsSync(join(folder, CMD_WRAPPER_FILE))) return NOTHING;
  const folderOnWindows = `${side.localOnWindows}\\keyferry\\wsl-${side.distribution}`;
  const file = (role: PlannedFile['role'], browser: string, path: string, content: string): PlannedFile => ({
    role,
    browser,
    path: join(folder, path),
    content,
    mode: 0o755,
    onWindows: true,
  });
  const flavours = [...new Set(found.map(({ flavour }) => flavour))];
  return {
    files: [
      file('wrapper', '', CMD_WRAPPER_FILE, wslWrapper(side.distribution, wrapper)),
      ...flavours.map((flavour) =>
        file(
          'manifest',
          'Browsers on Windows',
          join(flavour, MANIFEST_FILE),
          hostManifest(flavour, `${folderOnWindows}\\${CMD_WRAPPER_FILE}`),
        ),
      ),
    ],
    keys: keysOf(found, folderOnWindows),
  };
}
