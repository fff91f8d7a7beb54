import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_NAME } from '#core/identity.ts';
import { sandboxedBrowsers } from '../../../install-scripts/sandboxed-browsers.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { type Check, warning } from './check.ts';

/** Warns about each Flatpak or Snap browser, because the browser shows no message if it cannot start the host. */
export function checkSandboxes({ home, platform }: CommandIo): readonly Check[] {
  if (platform !== 'linux') return [];
  const present = sandboxedBrowsers.filter(({ folder }) => existsSync(join(home, folder)));
  return present.map(({ label, sandbox, portalId }) => {
    const id = `sandbox-${sandbox.toLowerCase()}-${label.toLowerCase().replaceAll(' ', '-')}`;
    return portalId === null
      ? warning(
          id,
          `${label} from ${sandbox} cannot start programs outside its sandbox, so it cannot write profiles.`,
          `Use a ${label} that is not from ${sandbox}; copying exports works without the host.`,
        )
      : warning(
          id,
          `${label} from ${sandbox} starts the host through the desktop portal, which asks you once.`,
          `If you said no, run \`flatpak permission-set webextensions ${HOST_NAME} ${portalId} yes\`.`,
        );
  });
}
