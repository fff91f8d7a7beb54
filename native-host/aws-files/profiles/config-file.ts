import { KeyferryError } from '#core/errors.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { liveOwner } from './live-line.ts';

/*
 * Finds profiles in the config file that make tools ignore keys in the credentials file. botocore prefers role_arn, web
 * identity and SSO to the keys there, but the JavaScript SDK does not (docs/DECISIONS.md, 4).
 */

/**
 * The profile name in a section's header of the config file, as the most lenient tool reads it. Null if no tool reads a
 * profile there.
 */
export function profileOf({ name }: Section): string | null {
  const shown = name.trim();
  if (shown === 'default') return shown;
  // The flag `s` avoids quadratic time on line breaks.
  return /^profile\s+["']?(.*?)["']?$/s.exec(shown)?.[1] ?? null;
}

/** Why tools do not look for this profile's keys in the credentials file, or null. */
export function shadowing(values: Section['values']): string | null {
  if (values.has('web_identity_token_file')) return 'a web identity profile';
  if (values.has('role_arn')) return 'an assume-role profile';
  const isSso = ['sso_session', 'sso_start_url', 'sso_account_id', 'sso_role_name'].some((key) => values.has(key));
  return isSso ? 'an SSO profile' : null;
}

/**
 * The source of credentials in this section that new keys in the credentials file would replace. The text is the middle
 * of the sentence PROFILE_EXISTS.
 */
function putOutOfUse(values: Section['values']): string | null {
  if (values.has('credential_process'))
    return 'runs a program for its keys (credential_process in the config file), which would no longer be used';
  if (values.has('login_session')) return 'gets its keys from `aws login`, which would no longer be used';
  return values.has('aws_access_key_id') ? 'has keys in the config file, which would no longer be used' : null;
}

/** The sections of these profiles, each with its profile name. */
function sectionsOf(text: string, names: ReadonlySet<string>): (readonly [string, Section])[] {
  return readSections(text).flatMap((section) => {
    const name = profileOf(section);
    return name !== null && names.has(name) ? [[name, section] as const] : [];
  });
}

/**
 * Refuses profiles if tools would not read their keys from the credentials file.
 * @param text of the config file at `file`
 * @param names of the profiles to write
 * @throws KeyferryError PROFILE_SHADOWED
 */
export function refuseShadowed(text: string, names: ReadonlySet<string>, file: string): void {
  for (const [name, { values, line }] of sectionsOf(text, names)) {
    const what = shadowing(values);
    if (what) throw new KeyferryError('PROFILE_SHADOWED', { name, what, file, line });
  }
}

/**
 * Refuses keys under the name of a live profile of Keyferry, because every tool would use these keys from then on. If
 * the credentials file already has keys under this name, tools use keys anyway, so new keys are allowed.
 * @param text of the config file
 * @param names of the profiles to write
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

/** The region that the config file sets for a profile. */
export interface ConfigRegion {
  readonly region: string;
  /** 1-based line of the profile's header. */
  readonly line: number;
}

/**
 * The regions that the config file gives these profiles, by profile name. Tools prefer a region in the credentials
 * file, so a region that Keyferry wrote there would silently replace the user's region.
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
 * The profiles of the config file that have a source of credentials. Keyferry refuses to write keys under these names,
 * or asks first.
 */
export const namesWithSource = (text: string): string[] =>
  readSections(text).flatMap((section) => {
    const name = profileOf(section);
    const hasSource = shadowing(section.values) ?? putOutOfUse(section.values);
    return name !== null && hasSource ? [name] : [];
  });

/**
 * The sources of credentials in the config file that new keys would replace, by profile. Each text is the middle of the
 * sentence PROFILE_EXISTS.
 */
export function usedSources(text: string, names: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map(
    sectionsOf(text, names).flatMap(([name, { values }]) => {
      const holds = putOutOfUse(values);
      return holds ? [[name, holds] as const] : [];
    }),
  );
}
