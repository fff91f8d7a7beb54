import { useEffect, useState } from 'preact/hooks';
import { CopyLine } from './copy-line.tsx';
import { type HowToInstall, howToInstall } from './install-command.ts';

let known: HowToInstall | null = null;

/** Asks ahead, so that nothing moves when the line comes. */
export async function knowHowToInstall(): Promise<HowToInstall> {
  known ??= await howToInstall();
  return known;
}

/** The command that installs the program on this system, to copy. */
export function InstallLine() {
  const [how, setHow] = useState(known);
  useEffect(() => void knowHowToInstall().then(setHow), []);
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
