import type { ProfileView } from '#core/protocol/messages.ts';
import { type Area, createQueue, readValue } from '../storage/areas.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { type ExpirySubscriber, earliest } from './expiry-schedule.ts';
import type { WarnedProfiles } from './warned-profiles.ts';

const MINUTE_MS = 60_000;
/**
 * The key of a value in `storage.session`. The value lists the profiles about which a notification was already shown,
 * each with its expiration.
 */
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
  /** The browser's API `notifications`; undefined until the user has allowed them. */
  readonly notifications: () => Notifications | undefined;
  readonly warned: WarnedProfiles;
}

/**
 * Shows notifications before profiles expire, if the user wants this. Notifications contain names of profiles, but no
 * secret.
 */
export interface ExpiryNotices extends ExpirySubscriber {
  /**
   * Removes a notification that the user clicked.
   * @returns the names of the profiles in the notification; empty for any other notification.
   */
  dismiss(id: string): Promise<readonly string[]>;
  /** Shows a notification that a renewal failed. @param sentence the reason. */
  failed(sentence: string): Promise<void>;
}

const markOf = ({ name, expiration }: ProfileView) => `${name} ${expiration}`;

function titleOf(names: readonly string[], minutes: number): string {
  const time = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return names.length === 1 ? `Profile ${names[0]} ends in ${time}` : `${names.length} profiles end in ${time}`;
}

/**
 * When the notification about a profile must be shown, epoch ms. Null if this moment has passed.
 * @param before how long before the expiration the notification is shown, ms.
 */
const noticeMoment = (expiration: number, now: number, before: number): number | null =>
  expiration - before > now ? expiration - before : null;

/** Creates the part that shows notifications before profiles expire. */
export function createExpiryNotices({ memory, settings, notifications, warned }: ExpiryNoticesDeps): ExpiryNotices {
  const queue = createQueue();
  const show = (id: string, title: string, message: string) =>
    notifications()?.create(id, { type: 'basic', iconUrl: ICON, title, message });

  /** Shows one notification about these profiles. Profiles that already had a notification are left out. */
  async function warn(expiring: readonly ProfileView[]): Promise<void> {
    const { notifyBeforeExpiry, warnMinutes } = await settings.read();
    if (!notifications() || !notifyBeforeExpiry) return;
    const shown = (await readValue<readonly string[]>(memory, SHOWN)) ?? [];
    const fresh = expiring.filter((each) => !shown.includes(markOf(each)));
    if (fresh.length === 0) return;
    await memory.set({ [SHOWN]: [...shown, ...fresh.map(markOf)].slice(-MAX_SHOWN) });
    const names = fresh.map(({ name }) => name);
    const action = names.length === 1 ? 'Click to renew it.' : `Click to renew ${names.join(', ')}.`;
    await show(PREFIX + JSON.stringify(names), titleOf(names, warnMinutes), action);
  }

  return {
    async watch(all, now) {
      const before = (await settings.read()).warnMinutes * MINUTE_MS;
      const own = await warned(all);
      const profiles = own.filter(({ expiration }) => expiration > now && expiration - now <= before);
      return { profiles, next: earliest(own.map(({ expiration }) => noticeMoment(expiration, now, before))) };
    },
    check(soon) {
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
