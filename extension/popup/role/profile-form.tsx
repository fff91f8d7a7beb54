import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { needsLabel } from '#core/names/account-name.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { ProfileKind } from '#core/settings.ts';
import { asSentence } from '../../ui/sentence.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KindOfProfile } from './kind-choice.tsx';
import type { CardDraft } from './use-card.ts';

export interface ProfileFormProps {
  readonly draft: CardDraft;
  readonly personal: Personal;
  /** Whether an action is running. */
  readonly busy: boolean;
  /** Whether `Write profile` is the main button of the card. */
  readonly primary: boolean;
  /** The reason why live profiles cannot be set up now, or null. */
  readonly liveNotice: ComponentChildren;
  onName(name: string): void;
  onKind(kind: ProfileKind): void;
  onWrite(): void;
}

const LABEL_HINT = 'For a better name, set your own label under Customise.';

/** The part of the card with the kind and the name of the profile, and with the button that writes the profile. */
export function ProfileForm({ draft, personal, busy, primary, liveNotice, ...on }: ProfileFormProps) {
  const { role, name, kind } = draft;
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (primary) input.current?.focus();
  }, []);
  const why = whyNotProfileName(name);
  const hint = needsLabel(role.accountName, ownOf(personal, role).account.label) && LABEL_HINT;
  const submit = (event: Event) => {
    event.preventDefault();
    if (why === null && !busy) on.onWrite();
  };
  return (
    <form class="profile-form" onSubmit={submit}>
      <KindOfProfile {...{ kind, liveNotice }} onKind={on.onKind} />
      <div class="name-field">
        <TextField
          ref={input}
          id="profile-name"
          label="Profile name"
          value={name}
          wrong={why !== null}
          note={why === null ? hint : asSentence(why)}
          onText={on.onName}
        />
      </div>
      <button
        type="submit"
        class={primary ? 'primary' : 'wide'}
        aria-disabled={why !== null || busy}
        aria-keyshortcuts="Enter Control+Enter"
      >
        Write profile
        <span class="key-hint" aria-hidden="true">
          ⏎
        </span>
      </button>
    </form>
  );
}
