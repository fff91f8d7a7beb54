import type { ManagedPolicy } from '../storage/managed-policy.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { LiveProfile } from './live-profile.ts';

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
  /** The profile with the administrator's rules applied. */
  apply(profile: LiveProfile): LiveProfile;
}

/** The one switch of live profiles, and the rules of an administrator. */
export interface LiveRules {
  /** The rules that apply at this moment. */
  now(): Promise<RulesNow>;
}

/** Creates the reader of the switch and of the administrator's rules. */
export function createLiveRules({ policy, settings }: LiveRulesDeps): LiveRules {
  return {
    async now() {
      const [{ isForbidden, alwaysAsk, notForAgents }, { liveProfiles }] = await Promise.all([
        policy.live(),
        settings.read(),
      ]);
      return {
        isOn: liveProfiles && !isForbidden,
        isForbidden,
        apply: (profile) => ({
          ...profile,
          grant: alwaysAsk ? 'ask' : profile.grant,
          notForAgents: notForAgents || profile.notForAgents,
        }),
      };
    },
  };
}
