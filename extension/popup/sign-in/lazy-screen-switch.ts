import { useEffect, useState } from 'preact/hooks';

type OneStep = typeof import('./screen-switch.tsx').OneStep;

let loaded: OneStep | null = null;

/** Loads the screens that a person with a session never sees, so that the list does not wait for them. */
export async function loadOneStep(): Promise<void> {
  loaded ??= (await import('./screen-switch.tsx')).OneStep;
}

/** The screens, loaded once they are wanted; null until then. */
export function useOneStep(wanted: boolean): OneStep | null {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (wanted && loaded === null) void loadOneStep().then(() => redraw(1));
  }, [wanted]);
  return loaded;
}
