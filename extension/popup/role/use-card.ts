import { useEffect, useState } from 'preact/hooks';
import type { ProfileKind } from '#core/settings.ts';
import type { Naming, ProfileDraft } from './suggested-names.ts';

/** A role, and the name and the kind of the profile that would be written for it. */
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
  /**
   * Changes the kind of profile. If the name is a suggestion, it is replaced by a suggestion that fits the new kind.
   */
  setKind(kind: ProfileKind): void;
}

/**
 * Keeps the state of the open card. When the suggested name changes, the card shows the new suggestion, unless the user
 * has typed a name.
 * @param forKind returns the draft with this kind and with the current suggestion. If the user typed a name, the draft
 * keeps the name.
 */
export function useCard(naming: Naming, forKind: (draft: CardDraft, kind: ProfileKind) => CardDraft): Card {
  const [draft, setDraft] = useState<CardDraft | null>(null);
  useEffect(() => {
    // Reads the latest draft. The draft of the last render may be out of date, for example because a key press has
    // closed the card.
    setDraft((current) => current && forKind(current, current.kind));
  }, [naming.personal, naming.taken]);
  return {
    draft,
    open: setDraft,
    rename: (name) => setDraft((current) => current && { ...current, name }),
    setKind: (kind) => setDraft((current) => current && forKind(current, kind)),
  };
}
