import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { HostView, LockedPortal, SessionView } from '#core/messages.ts';
import { api } from '../ui/browser-api.ts';
import { copyNow } from '../ui/clipboard.ts';
import { lockedFacts, programFacts, reportOf, sessionFacts } from './about-report.ts';

interface Props {
  readonly about: SessionView | LockedPortal;
  readonly host: HostView;
  onClose(): void;
}

const labels = { idle: 'Copy report', copied: 'Report copied', refused: 'Not copied' } as const;

/** What was found out about a portal and how, to be read or sent. The browser's own dialog keeps the focus. */
export function AboutPortal({ about, host, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<keyof typeof labels>('idle');
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const portal = 'capture' in about ? sessionFacts(about) : lockedFacts(about);
  const facts = [...portal, ...programFacts(api.runtime.getManifest().version, host)];
  const copy = async () => setState((await copyNow(reportOf(facts))) === null ? 'copied' : 'refused');
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} class="about" aria-labelledby="about-title" onCancel={cancel}>
      <h2 id="about-title">About this portal</h2>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">The report holds exactly this: no key, no user, no account.</p>
      <div class="actions">
        <button type="button" onClick={() => void copy()}>
          <span aria-live="polite">{labels[state]}</span>
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </dialog>
  );
}
