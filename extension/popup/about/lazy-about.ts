import { useState } from 'preact/hooks';
import type { LockedPortal, SessionView } from '#core/protocol/messages.ts';

type AboutPortal = typeof import('./about.tsx').AboutPortal;

interface Shown {
  readonly AboutPortal: AboutPortal;
  readonly about: SessionView | LockedPortal;
}

/** What `About this portal` speaks of, with the dialog itself, which is loaded when it is first wanted. */
export function useAbout() {
  const [shown, setShown] = useState<Shown | null>(null);
  return {
    shown,
    open: async (about: Shown['about'] | null): Promise<void> => {
      if (about) setShown({ ...(await import('./about.tsx')), about });
    },
    close: () => setShown(null),
  };
}

export type About = ReturnType<typeof useAbout>;
