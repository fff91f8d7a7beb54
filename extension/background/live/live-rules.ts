import type { ManagedPolicy } from '../storage/managed-policy.ts';
import type { SettingsStore } from '../storage/settings-store.ts';

export interface LiveRulesDeps {
  readonly policy: Pick<ManagedPolicy, 'live'>;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/** Whether live profiles may be used now. */
export interface RulesNow {
  /** Whether live profiles are on. */
  readonly isOn: boolean;
  /** Whether an administrator turned live profiles off for everyone. */
  readonly isForbidden: boolean;
}

/** Reads the switch that turns all live profiles on or off. An administrator can turn it off for everyone. */
export interface LiveRules {
  /** The rules that apply at this moment. */
  now(): Promise<RulesNow>;
}

/** Creates the part that reads the switch and the administrator's rules. */
export function createLiveRules({ policy, settings }: LiveRulesDeps): LiveRules {
  return {
    async now() {
      const [{ isForbidden }, { liveProfiles }] = await Promise.all([policy.live(), settings.read()]);
      return { isOn: liveProfiles && !isForbidden, isForbidden };
    },
  };
}
