import type { HostView } from '#core/protocol/messages.ts';
import { nextStep } from '../../ui/error-help.ts';
import { InstallLine } from '../../ui/install-line.tsx';
import { Sentence } from '../../ui/sentence.tsx';

/** Shows what is wrong with the native host, and the command that fixes the problem. Copying needs no host. */
export function HostBanner({ host }: { host: HostView }) {
  if (host.state !== 'failed') return null;
  const install = nextStep(host.error.code) === 'install';
  return (
    <div class="host-banner">
      <p>
        <Sentence text={host.error.message} />{' '}
        <span class="muted">Copying works without it{install && '; this note goes away once it is installed'}.</span>
      </p>
      {install && <InstallLine />}
    </div>
  );
}
