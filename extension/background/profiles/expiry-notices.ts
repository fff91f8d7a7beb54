import type { ProfileView } from '#core/protocol/messages.ts';
import { type Area, createQueue, readValue } from '../storage/areas.ts';
import type { SettingsStore } from '../storage/settings-store.ts';

/** In `storage.session`: which ends were told of. */
const TOLD = 'told';
const MAX_TOLD = 500;
const PREFIX = 'renew ';
const ICON = '/extension/icons/active-128.png';

interface Notifications {
  create(id: string, options: { type: 'basic'; iconUrl: string; title: string; message: string }): Promise<unknown>;
  clear(id: string): Promise<unknown>;
}

export interface NoticeDeps {
  readonly memory: Area;
  readonly settings: Pick<SettingsStore, 'read'>;
  /** The browser's `notifications`; undefined until the user has allowed them. */
  readonly notifications: () => Notifications | undefined;
}

const markOf = ({ name, expiration }: ProfileView) => `${name} ${expiration}`;

function titleOf(names: readonly string[]): string {
  return names.length === 1 ? `Profile ${names[0]} ends in 5 minutes` : `${names.length} profiles end in 5 minutes`;
}

/** Notifications before profiles end, for those who want them. They name profiles and hold no secret. */
export function createExpiryNotices({ memory, settings, notifications }: NoticeDeps) {
  const queue = createQueue();
  const show = (id: string, title: string, message: string) =>
    notifications()?.create(id, { type: 'basic', iconUrl: ICON, title, message });

  async function tell(ending: readonly ProfileView[]): Promise<void> {
    if (!notifications() || !(await settings.read()).notifyBeforeExpiry) return;
    const told = (await readValue<readonly string[]>(memory, TOLD)) ?? [];
    const fresh = ending.filter((each) => !told.includes(markOf(each)));
    if (fresh.length === 0) return;
    await memory.set({ [TOLD]: [...told, ...fresh.map(markOf)].slice(-MAX_TOLD) });
    const names = fresh.map(({ name }) => name);
    const what = names.length === 1 ? 'Click to renew it.' : `Click to renew ${names.join(', ')}.`;
    await show(PREFIX + JSON.stringify(names), titleOf(names), what);
  }

  return {
    /** Shows one notification for those of `ending` that none was shown for; each end is told of once. */
    warn(ending: readonly ProfileView[]): void {
      if (ending.length > 0) queue(() => tell(ending)).catch(() => undefined);
    },

    /** Takes a clicked notification away. @returns the profiles it was about, none for any other notification. */
    async taken(id: string): Promise<readonly string[]> {
      if (!id.startsWith(PREFIX)) return [];
      await notifications()?.clear(id);
      return JSON.parse(id.slice(PREFIX.length));
    },

    async failed(sentence: string): Promise<void> {
      await show('failed', 'The profile was not renewed', sentence);
    },
  };
}
