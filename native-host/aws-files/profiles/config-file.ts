import { KeyferryError } from '#core/errors.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { liveOwner } from './live-line.ts';

/*
 * Finds profiles in the config file that make tools ignore keys in the credentials file. If a profile contains
 * role_arn, web identity or SSO settings, botocore uses these settings. The JavaScript SDK uses the keys
 * (docs/DECISIONS.md, 4).
 */

/**
 * The name of a profile, taken from the header of its section in the config file. Some tools read headers more strictly
 * than others. This function reads a header as the least strict tool does. Null if no tool reads the section as a
 * profile.
 */
export function profileOf({ name }: Section): string | null {
  const shown = name.trim();
  if (shown === 'default') return shown;
  // Without the flag `s`, a text with many line breaks would take quadratic time.
  return /^profile\s+["']?(.*?)["']?$/s.exec(shown)?.[1] ?? null;
}

/** The kind of a profile for which some tools ignore the keys in the credentials file. Null for any other profile. */
export function shadowing(values: Section['values']): string | null {
  if (values.has('web_identity_token_file')) return 'a web identity profile';
  if (values.has('role_arn')) return 'an assume-role profile';
  const isSso = ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name'].some((key) => values.has(key));
  return isSso ? 'an SSO profile' : null;
}

/**
 * Says from where this profile gets its credentials now. Tools would no longer use this source if Keyferry wrote keys
 * into the credentials file. The text is the middle of the sentence PROFILE_EXISTS.
 */
function putOutOfUse(values: Section['values']): string | null {
  if (values.has('credential_process'))
    return 'gets its keys from a program (credential_process in the config file), which would no longer be used';
  if (values.has('login_session')) return 'gets its keys from `aws login`, which would no longer be used';
  return values.has('aws_access_key_id') ? 'has keys in the config file, which would no longer be used' : null;
}

/** The sections of the profiles in `names`, each with its profile name. */
function sectionsOf(text: string, names: ReadonlySet<string>): (readonly [string, Section])[] {
  return readSections(text).flatMap((section) => {
    const name = profileOf(section);
    return name !== null && names.has(name) ? [[name, section] as const] : [];
  });
}

/**
 * Refuses to write these profiles if some tools would not read the keys of these profiles from the credentials file.
 * @param text the text of the config file
 * @param names the names of the profiles to write
 * @param file the path of the config file
 * @throws KeyferryError PROFILE_SHADOWED
 */
export function refuseShadowed(text: string, names: ReadonlySet<string>, file: string): void {
  for (const [name, { values, line }] of sectionsOf(text, names)) {
    const what = shadowing(values);
    if (what) throw new KeyferryError('PROFILE_SHADOWED', { name, what, file, line });
  }
}

/**
 * Refuses to write keys under the name of a live profile, because every tool would then use these keys and not the live
 * profile. If the credentials file already has keys under this name, tools already use those keys. Then the function
 * does not refuse.
 * @param text the text of the config file
 * @param names the names of the profiles to write
 * @param files the path of the config file, and the text of the credentials file
 * @throws KeyferryError LIVE_PROFILE_EXISTS
 */
export function refuseLiveNames(
  text: string,
  names: ReadonlySet<string>,
  { config, credentialsText }: { readonly config: string; readonly credentialsText: string },
): void {
  const live = sectionsOf(text, names).filter(([name, { values }]) => liveOwner(name, values) !== null);
  if (live.length === 0) return;
  const withKeys = new Set(
    readSections(credentialsText).flatMap(({ name, values }) => (values.has('aws_access_key_id') ? [name] : [])),
  );
  const refused = live.find(([name]) => !withKeys.has(name));
  if (!refused) return;
  const [name, { line }] = refused;
  throw new KeyferryError('LIVE_PROFILE_EXISTS', { name, file: config, line });
}

/** The region of a profile in the config file. */
export interface ConfigRegion {
  readonly region: string;
  /** The line number of the profile's header, counted from 1. */
  readonly line: number;
}

/**
 * The regions of these profiles in the config file. The map key is the profile name. For these profiles, Keyferry
 * writes no region into the credentials file, because tools would use that region and not the user's own.
 */
export function configRegions(text: string, names: ReadonlySet<string>): ReadonlyMap<string, ConfigRegion> {
  return new Map(
    sectionsOf(text, names).flatMap(([name, { values, line }]) => {
      const region = values.get('region');
      return region ? [[name, { region, line }] as const] : [];
    }),
  );
}

/**
 * The profiles of the config file that already get credentials in some way. Before Keyferry writes keys under such a
 * name, it asks the user or refuses.
 */
export const namesWithSource = (text: string): string[] =>
  readSections(text).flatMap((section) => {
    const name = profileOf(section);
    const hasSource = shadowing(section.values) ?? putOutOfUse(section.values);
    return name !== null && hasSource ? [name] : [];
  });

/**
 * Says for each profile from where it gets its credentials now, according to the config file. Tools would no longer use
 * this source if Keyferry wrote keys. Each text is the middle of the sentence PROFILE_EXISTS.
 */
export function usedSources(text: string, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map(
    sectionsOf(text, names).flatMap(([name, { values }]) => {
      const holds = putOutOfUse(values);
      return holds ? [[name, holds] as const] : [];
    }),
  );
}
