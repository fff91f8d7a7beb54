import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { SessionView } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { DownIcon, LeaveIcon } from '../../ui/icons.tsx';
import type { Outcome } from '../outcome/outcome-types.ts';
import { CardHead, type CardHeadProps } from './card-head.tsx';
import { CopyButtons } from './copy-buttons.tsx';
import type { CopyFormats } from './copy-formats.ts';
import { Customise } from './customise.tsx';
import { ProfileForm, type ProfileFormProps } from './profile-form.tsx';

interface Props extends Omit<CardHeadProps, 'role' | 'onCustomise'>, Omit<ProfileFormProps, 'primary'> {
  /** Whether a copy button is the main button of the card. This is so if profiles cannot be written. */
  readonly copyFirst: boolean;
  readonly formats: CopyFormats;
  readonly session: SessionView;
  readonly settings: Settings;
  /**
   * The profiles of this role. A live profile has its state beside it, and a profile with keys has the switch `Keep
   * fresh`.
   */
  readonly profiles: ComponentChildren;
  onCopy(format: Format): void;
  onConsole(): void;
  /** Lets the user choose a page of the console. */
  onServices(): void;
  /** Called when a field was saved. The argument is the outcome. */
  onOutcome(outcome: Outcome): void;
}

/** The card of one role, with all actions for this role. */
export function RoleCard(props: Props) {
  const { draft, formats, copyFirst, onCopy } = props;
  const [customising, setCustomising] = useState(false);
  const copy = <CopyButtons formats={formats} primary={copyFirst} onCopy={onCopy} />;
  return (
    <section class="card" aria-labelledby="card-title">
      <CardHead {...props} role={draft.role} onCustomise={() => setCustomising(!customising)} />
      {props.profiles}
      {copyFirst && copy}
      <ProfileForm {...props} primary={!copyFirst} />
      {!copyFirst && copy}
      <ConsoleButtons {...props} />
      {customising && <Customise {...props} role={draft.role} onClose={() => setCustomising(false)} />}
    </section>
  );
}

/** Opens the console as this role. The arrow beside the button lets the user choose a page of the console. */
const ConsoleButtons = ({ onConsole, onServices }: Pick<Props, 'onConsole' | 'onServices'>) => (
  <div class="card-console">
    <button type="button" class="small" title="Open console (Ctrl+O)" aria-keyshortcuts="Control+O" onClick={onConsole}>
      Open console
      <LeaveIcon />
    </button>
    <button
      type="button"
      class="small icon-button"
      aria-label="Choose a console page"
      title="Choose a console page (Ctrl+Shift+O)"
      aria-keyshortcuts="Control+Shift+O"
      aria-haspopup="dialog"
      onClick={onServices}
    >
      <DownIcon />
    </button>
  </div>
);
