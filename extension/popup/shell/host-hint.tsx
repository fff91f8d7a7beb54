import { useState } from 'preact/hooks';
import type { HostView } from '#core/protocol/messages.ts';
import { nextStep } from '../../ui/error-help.ts';
import { RemoveIcon } from '../../ui/icons.tsx';
import { InstallLine } from '../../ui/install-line.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { dismissHint } from './dismissed-hint.ts';

interface Props {
  readonly host: HostView;
  /** Whether the user has dismissed the hint that the program is not installed. */
  readonly dismissed: boolean;
}

/**
 * Says what is wrong with the native host. If the host is not installed, the hint is only one line, because the user
 * can copy keys without the host. The user can dismiss this line. If a write fails later, the install command is shown
 * again.
 */
export function HostHint({ host, dismissed }: Props) {
  const [hidden, setHidden] = useState(dismissed);
  if (host.state !== 'failed') return null;
  const { code, message } = host.error;
  if (code === 'HOST_MISSING') {
    if (hidden) return null;
    const dismiss = () => {
      setHidden(true);
      dismissHint();
      document.getElementById('search')?.focus();
    };
    return (
      <section class="host-hint" aria-label="To write profiles">
        <span>To write profiles, run</span>
        <InstallLine />
        <button
          type="button"
          class="icon-button"
          aria-label="Dismiss"
          title="Dismiss: copying works without the program"
          onClick={dismiss}
        >
          <RemoveIcon />
        </button>
      </section>
    );
  }
  return (
    <div class="host-banner">
      <p>
        <Sentence text={message} /> <span class="muted">Copying works without the program.</span>
      </p>
      {nextStep(code) === 'install' && <InstallLine />}
    </div>
  );
}
