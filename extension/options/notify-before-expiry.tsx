import { useState } from 'preact/hooks';
import { api } from '../ui/browser-api.ts';

interface Props {
  readonly wanted: boolean;
  onWanted(wanted: boolean): void;
}

const permissions = ['notifications' as const];

/** Asks the browser's leave inside the click, where alone it may be asked. False also where the question fails. */
async function mayNotify(): Promise<boolean> {
  try {
    return await api.permissions.request({ permissions: [...permissions] });
  } catch {
    return false;
  }
}

/** Whether a notification comes before a profile runs out; needs a permission that nothing else needs. */
export function NotifyBeforeExpiry({ wanted, onWanted }: Props) {
  const [refused, setRefused] = useState(false);
  const change = async (box: HTMLInputElement) => {
    if (!box.checked) {
      onWanted(false);
      await api.permissions.remove({ permissions: [...permissions] }).catch(() => undefined);
      return;
    }
    const allowed = await mayNotify();
    setRefused(!allowed);
    box.checked = allowed;
    if (allowed) onWanted(true);
  };
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={wanted}
          aria-describedby="notify-note"
          onChange={(event) => void change(event.currentTarget)}
        />
        Show a notification five minutes before a profile runs out
      </label>
      <p id="notify-note" class={refused ? 'why' : 'muted'} aria-live="polite">
        {refused
          ? 'The browser did not allow notifications, so this stays off.'
          : 'A click on it renews the profile. The browser asks once whether Keyferry may notify you.'}
      </p>
    </div>
  );
}
