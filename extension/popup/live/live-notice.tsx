import type { HostView, LiveView } from '#core/protocol/view.ts';
import { nextStep } from '../../ui/error-help.ts';
import { InstallLine } from '../../ui/install-line.tsx';
import { Sentence } from '../../ui/sentence.tsx';

interface Notice {
  readonly sentence: string;
  /** Whether the user must install the program next. Then the install command is shown. */
  readonly install: boolean;
}

interface Facts {
  readonly live: LiveView;
  readonly host: HostView;
  readonly isPrivate: boolean;
}

/** The reason why live profiles cannot be set up now, or null. */
export function whyNotLive({ live, host, isPrivate }: Facts): Notice | null {
  if (live.isForbidden) return { sentence: 'Your administrator turned live profiles off.', install: false };
  if (isPrivate)
    return { sentence: 'Live profiles cannot be set up in a private window. Use a normal window.', install: false };
  if (host.state === 'failed')
    return nextStep(host.error.code) === 'install'
      ? { sentence: 'Live profiles need the program. To install it, run', install: true }
      : null;
  if (host.state !== 'ready') return null;
  if (!host.servesLive)
    return { sentence: 'The installed program is too old for live profiles. To update it, run', install: true };
  const sentence = host.liveUnavailable;
  // If the sentence already contains a command, the install command is not shown.
  return sentence === undefined ? null : { sentence, install: !sentence.includes('`') };
}

/**
 * Says why live profiles cannot be set up now, and what the user can do. Shows nothing if live profiles can be set up.
 */
export function LiveNotice(facts: Facts) {
  const why = whyNotLive(facts);
  if (!why) return null;
  return (
    <div class="live-notice">
      <p class="why">
        <Sentence text={why.sentence} />
      </p>
      {why.install && <InstallLine />}
    </div>
  );
}
