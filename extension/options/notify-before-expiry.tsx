import { useState } from 'preact/hooks';
import { api } from '../ui/browser-api.ts';

interface Props {
  readonly enabled: boolean;
  onEnabled(enabled: boolean): void;
}

const permissions = ['notifications' as const];

/**
 * Asks the browser for the permission to show notifications. Must be called inside the click.
 * @returns false if the permission was refused or the request failed.
 */
async function mayNotify(): Promise<boolean> {
  try {
    return await api.permissions.request({ permissions: [...permissions] });
  } catch {
    return false;
  }
}

/** Turns the notifications before expiry on and off. Only this option asks for the permission `notifications`. */
export function NotifyBeforeExpiry({ enabled, onEnabled }: Props) {
  const [refused, setRefused] = useState(false);
  const change = async (box: HTMLInputElement) => {
    if (!box.checked) {
      onEnabled(false);
      await api.permissions.remove({ permissions: [...permissions] }).catch(() => undefined);
      return;
    }
    const allowed = await mayNotify();
    setRefused(!allowed);
    box.checked = allowed;
    if (allowed) onEnabled(true);
  };
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={enabled}
          aria-describedby="notify-note"
          onChange={(event) => void change(event.currentTarget)}
        />
        Show a notification before a profile runs out
      </label>
      <p id="notify-note" class={refused ? 'why note' : 'muted note'} aria-live="polite">
        {refused
          ? 'The browser did not allow notifications, so they stay off.'
          : 'A click on the notification renews the profile. The browser asks once whether Keyferry may show notifications.'}
      </p>
    </div>
  );
}
