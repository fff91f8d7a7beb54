import { useEffect, useState } from 'preact/hooks';
import type { ProfileKind } from '#core/settings.ts';
import type { Naming, ProfileDraft } from './suggested-names.ts';

/** A role with the name and the kind of the profile that a write would use. */
export interface CardDraft extends ProfileDraft {
  readonly kind: ProfileKind;
}

/** The state of the role card, and the functions that change it. */
export interface Card {
  /** The role of the card, with the name and the kind that the user chose; null while the list is shown. */
  readonly draft: CardDraft | null;
  /** Opens the card; null closes it. */
  open(draft: CardDraft | null): void;
  /** Changes the name in the name field. */
  rename(name: string): void;
  /** Changes the kind of profile, and the name to one that fits this kind. */
  setKind(kind: ProfileKind): void;
}

/**
 * Keeps the state of the open card. A new suggestion replaces the name, unless the user has typed a name.
 * @param forKind returns the draft with this kind, and with the name that is suggested now. A typed name stays.
 */
export function useCard(naming: Naming, forKind: (draft: CardDraft, kind: ProfileKind) => CardDraft): Card {
  const [draft, setDraft] = useState<CardDraft | null>(null);
  useEffect(() => {
    // Reads the current draft and not the rendered one, because a key may have closed the card since the last render.
    setDraft((current) => current && forKind(current, current.kind));
  }, [naming.personal, naming.taken]);
  return {
    draft,
    open: setDraft,
    rename: (name) => setDraft((current) => current && { ...current, name }),
    setKind: (kind) => setDraft((current) => current && forKind(current, kind)),
  };
}
