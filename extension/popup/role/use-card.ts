import { useEffect, useState } from 'preact/hooks';
import { type Naming, type ProfileDraft, renamed } from './suggested-names.ts';

/** The open role card. */
export interface Card {
  /** The role of the card and the name in its name field; null while the list is shown. */
  readonly draft: ProfileDraft | null;
  /** Opens the card; null closes it. */
  open(draft: ProfileDraft | null): void;
  /** Changes the name in the name field. */
  rename(name: string): void;
}

/** Keeps the state of the open card. A new suggestion replaces the name, unless the user has typed a name. */
export function useCard(naming: Naming): Card {
  const [draft, setDraft] = useState<ProfileDraft | null>(null);
  useEffect(() => {
    // Uses the current draft, because a key may have closed the card since the last render.
    setDraft((current) => current && renamed(current, naming));
  }, [naming.personal, naming.taken]);
  return {
    draft,
    open: setDraft,
    rename: (name) => setDraft((current) => current && { ...current, name }),
  };
}
