import { useEffect, useState } from 'preact/hooks';
import type { InstallCommand } from '#core/install-command.ts';
import { CopyLine } from './copy-line.tsx';
import { howToInstall } from './install-command.ts';

let loaded: InstallCommand | null = null;

/**
 * Loads the install command. Pages call this function early, so that nothing on the page moves when the command is
 * shown. Never throws.
 */
export async function loadInstallCommand(): Promise<InstallCommand> {
  loaded ??= await howToInstall(document.documentElement.dataset.clone ?? null);
  return loaded;
}

/** The command that installs the native host on this system, with a button that copies it. */
export function InstallLine() {
  const [how, setHow] = useState(loaded);
  useEffect(() => void loadInstallCommand().then(setHow), []);
  if (how === null) return null;
  return (
    <>
      <CopyLine text={how.command} />
      {how.inWsl && (
        <p class="muted">
          If your tools run inside WSL, run this command there: <code>{how.inWsl}</code>
        </p>
      )}
    </>
  );
}
