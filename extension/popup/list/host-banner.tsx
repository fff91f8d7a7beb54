import type { HostView } from '#core/protocol/messages.ts';
import { nextStep } from '../../ui/error-help.ts';
import { InstallLine } from '../../ui/install-line.tsx';
import { Sentence } from '../../ui/sentence.tsx';

/** What is wrong with the host and the line that mends it; copying needs no host. */
export function HostBanner({ host }: { host: HostView }) {
  if (host.state !== 'failed') return null;
  const install = nextStep(host.error.code) === 'install';
  return (
    <div class="host-banner">
      <p>
        <Sentence text={host.error.message} />{' '}
        <span class="muted">Copying works without it{install && '; once it is there, this note goes'}.</span>
      </p>
      {install && <InstallLine />}
    </div>
  );
}
