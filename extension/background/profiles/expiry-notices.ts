import type { ProfileView } from '#core/protocol/messages.ts';
import { type Area, createQueue, readValue } from '../storage/areas.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { ExpirySubscriber } from './expiry-schedule.ts';

/** How long before the expiration of a profile a notification is shown, ms. */
const NOTICE_MS = 5 * 60_000;
/** The key in `storage.session` for the expirations that already had a notification. */
const SHOWN = 'told';
const MAX_SHOWN = 500;
const PREFIX = 'renew ';
const ICON = '/extension/icons/active-128.png';

interface Notifications {
  create(id: string, options: { type: 'basic'; iconUrl: string; title: string; message: string }): Promise<unknown>;
  clear(id: string): Promise<unknown>;
}

export interface ExpiryNoticesDeps {
  readonly memory: Area;
  readonly settings: Pick<SettingsStore, 'read'>;
  /** The browser's `notifications`; undefined until the user has allowed them. */
  readonly notifications: () => Notifications | undefined;
}

/** Shows notifications before profiles expire, if the user wants this. They name profiles and contain no secret. */
export interface ExpiryNotices extends ExpirySubscriber {
  /** Removes a clicked notification. @returns the names of its profiles; empty for another kind of notification. */
  dismiss(id: string): Promise<readonly string[]>;
  /** Shows that a renewal failed. @param sentence the reason. */
  failed(sentence: string): Promise<void>;
}

const markOf = ({ name, expiration }: ProfileView) => `${name} ${expiration}`;

function titleOf(names: readonly string[]): string {
  return names.length === 1 ? `Profile ${names[0]} ends in 5 minutes` : `${names.length} profiles end in 5 minutes`;
}

export function createExpiryNotices({ memory, settings, notifications }: ExpiryNoticesDeps): ExpiryNotices {
  const queue = createQueue();
  const show = (id: string, title: string, message: string) =>
    notifications()?.create(id, { type: 'basic', iconUrl: ICON, title, message });

  /** Shows one notification for all profiles that had no notification yet. */
  async function warn(expiring: readonly ProfileView[]): Promise<void> {
    if (!notifications() || !(await settings.read()).notifyBeforeExpiry) return;
    const shown = (await readValue<readonly string[]>(memory, SHOWN)) ?? [];
    const fresh = expiring.filter((each) => !shown.includes(markOf(each)));
    if (fresh.length === 0) return;
    await memory.set({ [SHOWN]: [...shown, ...fresh.map(markOf)].slice(-MAX_SHOWN) });
    const names = fresh.map(({ name }) => name);
    const action = names.length === 1 ? 'Click to renew it.' : `Click to renew ${names.join(', ')}.`;
    await show(PREFIX + JSON.stringify(names), titleOf(names), action);
  }

  return {
    nextMoment: (expiration, now) => (expiration - NOTICE_MS > now ? expiration - NOTICE_MS : null),
    check(profiles, now) {
      const soon = profiles.filter(({ expiration }) => expiration > now && expiration - now <= NOTICE_MS);
      if (soon.length > 0) queue(() => warn(soon)).catch(() => undefined);
    },
    async dismiss(id) {
      if (!id.startsWith(PREFIX)) return [];
      await notifications()?.clear(id);
      return JSON.parse(id.slice(PREFIX.length));
    },
    async failed(sentence) {
      await show('failed', 'The profile was not renewed', sentence);
    },
  };
}
