import { useEffect, useState } from 'preact/hooks';
import type { CopyFormats } from './copy-formats.ts';

type Modules = typeof import('./role-parts.ts');

export interface RoleParts extends Omit<Modules, 'readCopyFormats'> {
  readonly formats: CopyFormats;
}

/** The card, the shells' quoters and what stands around them; null until they have come in behind the list. */
export function useRoleParts(): RoleParts | null {
  const [parts, setParts] = useState<RoleParts | null>(null);
  useEffect(() => {
    void import('./role-parts.ts').then(async ({ readCopyFormats, ...rest }) =>
      setParts({ ...rest, formats: await readCopyFormats() }),
    );
  }, []);
  return parts;
}
