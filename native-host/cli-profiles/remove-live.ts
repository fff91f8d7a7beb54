import { removeSections } from '#core/ini/remove-sections.ts';
import { updateSections } from '#core/ini/update-sections.ts';
import type { ProfileOwner } from '../aws-files/profiles/profile-owner.ts';
import { unambiguously } from '../aws-files/profiles/unambiguously.ts';
import { type CliProfile, profileHeader, readCliConfig } from './cli-config.ts';
import { OWN_KEYS } from './profile-changes.ts';

/** A live profile that Keyferry wrote, with the role in its mark. */
export interface OwnLiveProfile {
  readonly name: string;
  /** The line number of the profile's header, counted from 1. */
  readonly line: number;
  readonly owner: ProfileOwner;
  readonly values: CliProfile['values'];
}

/** The live profiles in a config file that Keyferry wrote, in the order of the file. */
export function ownLiveProfiles(text: string): readonly OwnLiveProfile[] {
  return readCliConfig(text).profiles.flatMap(({ kind, name, line, owner, values }) =>
    kind === 'live' && owner !== null ? [{ name, line, owner, values }] : [],
  );
}

/**
 * Removes live profiles from the text of a config file. Only profiles that Keyferry wrote are removed. Settings that a
 * person added to a section stay.
 * @param file path of the file, for sentences to the user
 * @param isChosen returns true for each profile to remove
 * @throws KeyferryError FILE_AMBIGUOUS
 */
export function removeLiveProfiles(
  text: string,
  file: string,
  isChosen: (profile: OwnLiveProfile) => boolean,
): { readonly text: string; readonly removed: readonly string[] } {
  const chosen = ownLiveProfiles(text).filter(isChosen);
  const hasSettings = ({ values }: OwnLiveProfile) => [...values.keys()].some((key) => !OWN_KEYS.includes(key));
  const headers = (profiles: readonly OwnLiveProfile[]) => profiles.map(({ name }) => profileHeader(name));
  const kept = headers(chosen.filter(hasSettings));
  const gone = headers(chosen.filter((profile) => !hasSettings(profile)));
  const after = unambiguously(file, () => {
    const rest = updateSections(text, new Map(kept.map((header) => [header, () => ({ set: [], remove: OWN_KEYS })])));
    return removeSections(rest, new Set(gone));
  });
  return { text: after, removed: chosen.map(({ name }) => name) };
}
