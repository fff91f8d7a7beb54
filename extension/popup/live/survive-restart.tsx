import { useState } from 'preact/hooks';
import type { LiveView } from '#core/protocol/live-view.ts';
import { allowAccess } from '../sign-in/allow-access.ts';

/**
 * Asks the user for the permission to read cookies. With this permission, live profiles give out keys after a restart
 * of the browser even if no portal tab is open.
 */
export function SurviveRestart({ live: { survivesRestart } }: { live: LiveView }) {
  const [answer, setAnswer] = useState<'allowed' | 'refused' | null>(null);
  if (answer === 'allowed')
    return <p class="muted">After a restart of the browser, this live profile works without a portal tab.</p>;
  if (survivesRestart) return null;
  const allow = () => void allowAccess([], 'cookies').then((granted) => setAnswer(granted ? 'allowed' : 'refused'));
  return (
    <div class="live-restart">
      <p class="muted">
        {answer === 'refused'
          ? 'The browser did not give the permission. After a restart, open the portal once.'
          : 'After a restart of the browser, open the portal once. Until then, this live profile gives out no keys. If Keyferry may read the portal’s cookies, you need not open the portal.'}
      </p>
      <button type="button" class="small" onClick={allow}>
        Allow reading cookies
      </button>
    </div>
  );
}
