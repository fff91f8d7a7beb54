import { useLayoutEffect, useRef } from 'preact/hooks';
import { needsLabel } from '#core/names/account-name.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { NameParts } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { BackIcon, StarIcon } from '../../ui/icons.tsx';
import { ProductionMark } from '../../ui/production-mark.tsx';
import { asSentence } from '../../ui/sentence.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Outcome } from '../outcome/outcome-types.ts';
import { ConsoleButtons } from './console-buttons.tsx';
import type { CopyFormats } from './copy-formats.ts';
import { Customise } from './customise.tsx';
import { MoreFormats } from './more-formats.tsx';

interface Props {
  readonly role: NameParts;
  /** The text in the name field. */
  readonly name: string;
  /** Whether an action is running. */
  readonly busy: boolean;
  readonly formats: CopyFormats;
  onName(name: string): void;
  onBack(): void;
  onWrite(): void;
  onCopy(format: Format): void;
  readonly session: SessionView;
  readonly settings: Settings;
  readonly personal: Personal;
  onStar(): void;
  /** Called with the outcome of a saved field. */
  onOutcome(outcome: Outcome): void;
  onConsole(): void;
  onConsoleLink(): void;
  onCli(): void;
}

/** The card of one role, with all actions for this role. */
export function RoleCard(props: Props) {
  const { formats, onCopy } = props;
  return (
    <section class="card" aria-labelledby="card-title">
      <CardHead {...props} />
      <NameForm {...props} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own box */}
      <div class="copy" role="group" aria-label="Copy credentials">
        <div class="copy-head">
          <span class="label" aria-hidden="true">
            Copy for
          </span>
          <MoreFormats formats={formats.more} onChoose={onCopy} />
        </div>
        <div class="copy-formats">
          {formats.buttons.map((format, at) => (
            <button
              key={format.id}
              type="button"
              class="small"
              aria-label={`Copy for ${format.label}`}
              title={`Copy for ${format.label} (Ctrl+${at + 1})`}
              aria-keyshortcuts={`Control+${at + 1}`}
              onClick={() => onCopy(format)}
            >
              {format.label}
            </button>
          ))}
        </div>
      </div>
      <div class="card-more">
        <ConsoleButtons onOpen={props.onConsole} onCopy={props.onConsoleLink} />
        <button
          type="button"
          class="small"
          title="A profile for the AWS CLI’s own sign-in, without keys"
          onClick={props.onCli}
        >
          Set up CLI profile
        </button>
      </div>
      <Customise {...props} />
    </section>
  );
}

function CardHead({ role, personal, onBack, onStar }: Props) {
  const { account, role: own } = ownOf(personal, role);
  return (
    <div class="card-head">
      <button type="button" class="icon-button" aria-label="Back to the list" onClick={onBack}>
        <BackIcon />
      </button>
      <div>
        <p class="card-account">
          {account.label && (
            <span class="card-name own-label" title={account.label}>
              {account.label}
            </span>
          )}
          <span class="card-name" title={role.accountName}>
            {role.accountName}
          </span>
          <AccountIdText id={role.accountId} />
          {account.production && <ProductionMark />}
        </p>
        <h2 id="card-title">
          {role.roleName}
          {own.label && <span class="muted own-label"> {own.label}</span>}
        </h2>
      </div>
      <button
        type="button"
        class="icon-button star"
        aria-label="Favourite"
        aria-pressed={own.favourite ?? false}
        aria-keyshortcuts="Control+D"
        title="Favourite (Ctrl+D)"
        onClick={onStar}
      >
        <StarIcon on={own.favourite ?? false} />
      </button>
    </div>
  );
}

const LABEL_HINT = 'For a better name, set an own label under Customise.';

function NameForm({ role, personal, name, busy, onName, onWrite }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const why = whyNotProfileName(name);
  const hint = needsLabel(role.accountName, ownOf(personal, role).account.label) && LABEL_HINT;
  const submit = (event: Event) => {
    event.preventDefault();
    if (why === null && !busy) onWrite();
  };
  return (
    <form onSubmit={submit}>
      <TextField
        ref={input}
        id="profile-name"
        label="Profile name"
        value={name}
        wrong={why !== null}
        note={why === null ? hint : asSentence(why)}
        onText={onName}
      />
      <button
        type="submit"
        class="primary"
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
