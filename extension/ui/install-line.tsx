import { useEffect, useState } from 'preact/hooks';
import { CopyLine } from './copy-line.tsx';
import { type HowToInstall, howToInstall } from './install-command.ts';

let loaded: HowToInstall | null = null;

/** Loads the command. Pages call it early, so that nothing moves when the line appears. Never throws. */
export async function loadInstallCommand(): Promise<HowToInstall> {
  loaded ??= await howToInstall();
  return loaded;
}

/** The command that installs the native host on this system, with a button that copies it. */
export function InstallLine() {
  const [how, setHow] = useState(loaded);
  useEffect(() => void loadInstallCommand().then(setHow), []);
  if (how === null) return null;
  return (
    <>
      {how.unpacked && <p>This build is unpacked: run this in its folder instead:</p>}
      <CopyLine text={how.command} />
      {how.inWsl && (
        <p class="muted">
          If your tools run inside WSL, run it there: <code>{how.inWsl}</code>
        </p>
      )}
    </>
  );
}
