import type { ProfileView } from '#core/protocol/messages.ts';
import type { ExpiringProfile } from '../../../../extension/background/profiles/expiry-schedule.ts';

export const NOW = 1_800_000_000_000;
export const MINUTE = 60_000;
export const PORTAL = 'https://demo.awsapps.com/start';

/** A profile of the portal that the popup shows. */
export const profile = (more: Partial<ProfileView> = {}): ProfileView => ({
  name: 'p',
  accountId: '111122223333',
  roleName: 'Admin',
  portal: PORTAL,
  expiration: null,
  ...more,
});

/** A profile that expires `left` ms after `NOW`. The name contains the number `left`. */
export const expiring = (left: number): ExpiringProfile => ({
  ...profile({ name: `p${left}` }),
  expiration: NOW + left,
});
