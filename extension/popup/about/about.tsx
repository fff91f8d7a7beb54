import { useState } from 'preact/hooks';
import type { HostView, LockedPortal, SessionView } from '#core/protocol/messages.ts';
import { api } from '../../ui/browser-api.ts';
import { copyNow } from '../../ui/clipboard.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { lockedFacts, programFacts, reportOf, sessionFacts } from './about-report.ts';

interface Props {
  readonly portal: SessionView | LockedPortal;
  readonly host: HostView;
  onClose(): void;
}

const labels = { idle: 'Copy report', copied: 'Report copied', refused: 'Not copied' } as const;

/** A dialog with the facts about a portal. The user can read the facts or copy them as a report. */
export function AboutPortal({ portal, host, onClose }: Props) {
  const [state, setState] = useState<keyof typeof labels>('idle');
  const found = 'capture' in portal ? sessionFacts(portal) : lockedFacts(portal);
  const facts = [...found, ...programFacts(api.runtime.getManifest().version, host)];
  const copy = async () => setState((await copyNow(reportOf(facts))) === null ? 'copied' : 'refused');
  return (
    <ModalDialog class="about" aria-labelledby="about-title" onCancel={onClose}>
      <h2 id="about-title">About this portal</h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        The report contains only the text that you see here. It contains no key, no user and no account.
      </p>
      <div class="actions">
        <button type="button" onClick={() => void copy()}>
          <span aria-live="polite">{labels[state]}</span>
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </ModalDialog>
  );
}
