import { useEffect, useState } from 'preact/hooks';
import { VIEW_KEY, type View } from '#core/protocol/view.ts';
import { api } from '../ui/browser-api.ts';
import { nextStep } from '../ui/error-help.ts';
import { InstallLine } from '../ui/install-line.tsx';
import { Sentence } from '../ui/sentence.tsx';

const hostOf = (view: unknown) => (view as Partial<View> | null | undefined)?.host;

/**
 * Whether the worker found the native host when the popup was last open.
 * @param storedView the view from storage. Its shape is not checked yet.
 */
export function HostState({ storedView }: { storedView: unknown }) {
  const [host, setHost] = useState(hostOf(storedView));
  useEffect(() => {
    const listener = (changes: Record<string, { newValue?: unknown }>) => {
      if (changes[VIEW_KEY]) setHost(hostOf(changes[VIEW_KEY].newValue));
    };
    api.storage.onChanged.addListener(listener);
    return () => api.storage.onChanged.removeListener(listener);
  }, []);
  if (host?.state === 'ready') return <p>Installed, version {host.version}.</p>;
  if (host?.state !== 'failed')
    return <p class="muted">Not checked yet. Keyferry looks for the program when the popup opens.</p>;
  return (
    <>
      <p>
        <Sentence text={host.error.message} />
      </p>
      {nextStep(host.error.code) === 'install' && <InstallLine />}
    </>
  );
}
