import { useEffect, useState } from 'preact/hooks';
import type { CopyFormats } from './copy-formats.ts';

type Modules = typeof import('./role-parts.ts');

export interface RoleParts extends Omit<Modules, 'readCopyFormats' | 'knowHowToInstall'> {
  readonly formats: CopyFormats;
}

let loaded: RoleParts | null = null;

/** Loads what is not part of the list; before the first drawing only where that shows some of it. */
export async function loadRoleParts(): Promise<RoleParts> {
  const { readCopyFormats, knowHowToInstall, ...rest } = await import('./role-parts.ts');
  const [formats] = await Promise.all([readCopyFormats(), knowHowToInstall()]);
  loaded ??= { ...rest, formats };
  return loaded;
}

/** The card, the shells' quoters and what stands around them; null until they have come in behind the list. */
export function useRoleParts(): RoleParts | null {
  const [parts, setParts] = useState(loaded);
  useEffect(() => void loadRoleParts().then(setParts), []);
  return parts;
}
