import type { FreshView, LiveView } from '#core/protocol/live-view.ts';
import { api } from '../../ui/browser-api.ts';

interface Props {
  readonly name: string;
  readonly fresh: FreshView;
  readonly live: LiveView;
  /** Whether the user has chosen on the options page that every profile is kept fresh. */
  readonly all: boolean;
  onChange(on: boolean): void;
}

/** The reason why the user cannot change this switch, or null. */
function whyFixed({ live, all }: Pick<Props, 'live' | 'all'>): string | null {
  if (live.isForbidden) return 'Your administrator turned this off';
  if (api.extension?.inIncognitoContext) return 'Profiles of a private window are not kept fresh';
  return all ? 'A setting on the options page keeps every profile fresh' : null;
}

const MEANS =
  'Writes new keys after half of the lifetime of the old keys, while the browser runs and you are signed in';

/** The checkbox `Keep fresh` of a written profile. */
export function KeepFresh({ name, fresh, live, all, onChange }: Props) {
  const why = whyFixed({ live, all });
  // While live profiles and `Keep fresh` are turned off, no profile is kept fresh.
  const isKept = !live.isForbidden && (all || (live.isOn && fresh.names.includes(name)));
  return (
    <label class="keep-fresh" title={why ?? MEANS}>
      <input type="checkbox" checked={isKept} disabled={why !== null} onChange={() => onChange(!isKept)} /> Keep fresh
    </label>
  );
}
