import { ACCOUNT_ID, ROLE_NAME } from '#core/patterns.ts';
import { liveOwner } from '../../aws-files/profiles/live-line.ts';
import { kindOf } from './identity.ts';
import { configSections, type PlacedSection } from './profile-sections.ts';

/** A profile that has a section only in the config file. */
export interface ConfigProfile {
  readonly name: string;
  /**
   * The number of the line with the profile's header. If there are several headers, the number of the last one. The
   * first line of the file is 1.
   */
  readonly line: number;
  /**
   * Where the profile gets its credentials, as an id for scripts: `sso`, `assume-role`, `web-identity`, `process`,
   * `login`, `config-keys`, `live`, `none`.
   */
  readonly source: string;
  /** Where the profile gets its credentials, as a text for people. */
  readonly label: string;
  /** The account of an SSO profile or a live profile, otherwise null. */
  readonly accountId: string | null;
  readonly roleName: string | null;
  /** Start URL of the portal of a live profile, otherwise null. */
  readonly portal: string | null;
}

function describe(name: string, sections: readonly PlacedSection[]): ConfigProfile {
  const last = sections.at(-1);
  const live = last ? liveOwner(name, last.section.values) : null;
  if (live !== null && last) {
    const { accountId, roleName, portal } = live;
    return { name, line: last.section.line, source: 'live', label: 'live keys', accountId, roleName, portal };
  }
  const { id, label } = kindOf(sections);
  const read = (key: string, pattern: RegExp): string | null => {
    const value = sections.findLast(({ section }) => section.values.has(key))?.section.values.get(key);
    return value !== undefined && pattern.test(value) ? value : null;
  };
  return {
    name,
    line: last?.section.line ?? 0,
    source: id,
    label,
    accountId: read('sso_account_id', ACCOUNT_ID),
    roleName: read('sso_role_name', ROLE_NAME),
    portal: null,
  };
}

/**
 * The profiles of the config file that have no section in the credentials file, in the order of the file.
 * @param known names of the profiles in the credentials file
 */
export function onlyInConfig(file: string, text: string, known: ReadonlySet<string>): readonly ConfigProfile[] {
  return [...configSections(file, text)]
    .filter(([name]) => !known.has(name))
    .map(([name, sections]) => describe(name, sections));
}
