import type { ManagedPolicy } from '../storage/managed-policy.ts';
import type { SettingsStore } from '../storage/settings-store.ts';

export interface LiveRulesDeps {
  readonly policy: Pick<ManagedPolicy, 'live'>;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/** The rules that apply now. */
export interface RulesNow {
  /** Whether live profiles are on. */
  readonly isOn: boolean;
  /** Whether an administrator turned live profiles off for everyone. */
  readonly isForbidden: boolean;
}

/** The one switch of live profiles, which an administrator can turn off for everyone. */
export interface LiveRules {
  /** The rules that apply at this moment. */
  now(): Promise<RulesNow>;
}

/** Creates the reader of the switch and of the administrator's rules. */
export function createLiveRules({ policy, settings }: LiveRulesDeps): LiveRules {
  return {
    async now() {
      const [{ isForbidden }, { liveProfiles }] = await Promise.all([policy.live(), settings.read()]);
      return { isOn: liveProfiles && !isForbidden, isForbidden };
    },
  };
}
