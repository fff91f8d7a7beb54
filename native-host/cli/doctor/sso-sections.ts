import * as v from 'valibot';
import { Region } from '#core/credentials.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { BUILDER_ID_HOST } from '#core/portals/forms.ts';
import { issuerUrl, parsePortalUrl } from '#core/portals/portals.ts';
import { nameBehind, readCliConfig } from '../../cli-profiles/cli-config.ts';
import type { Finding } from './finding.ts';

/** The regions of portals, by start URL. */
type Regions = ReadonlyMap<string, string>;

const warn = (line: number, what: string, remedy: string): Finding => ({ line, severity: 'warning', what, remedy });

/**
 * The number of the line that sets this key in a section. If no line sets it, the number of the section's first line.
 */
function lineOf(lines: readonly string[], { line }: Section, key: string): number {
  const pattern = new RegExp(`^\\s*${key}\\s*[=:]`, 'i');
  const end = lines.findIndex((text, index) => index >= line && text.startsWith('['));
  const at = lines.slice(line, end < 0 ? lines.length : end).findIndex((text) => pattern.test(text));
  return at < 0 ? line : line + at + 1;
}

const shownRegion = (text: string): string =>
  v.is(Region, text) ? `the region ${text}` : 'a region with an invalid name';

/** The portal's region. It is taken from the start URL, or from `known` if the start URL contains no region. */
const regionOf = (portal: string, known: Regions): string | undefined =>
  parsePortalUrl(portal)?.region ?? known.get(portal);

/** The regions in sections that Keyferry wrote. These regions are right, because the portal itself sent them. */
function regionsOfOwn(text: string): [string, string][] {
  const { sessions, profiles } = readCliConfig(text);
  const written = profiles.filter(({ owner, values }) => owner !== null && !values.has('sso_session'));
  const own = [...sessions.filter(({ isOwn }) => isOwn), ...written];
  return own.flatMap(({ portal, region }) =>
    portal !== null && region !== null ? [[portal, region] as [string, string]] : [],
  );
}

/**
 * Finds a value of `sso_start_url` that has the domain of access portals but is not a start URL. Usually the last part
 * is missing.
 */
function strayUrl(lines: readonly string[], section: Section, startUrl: string): Finding[] {
  const host = URL.canParse(startUrl) ? new URL(startUrl).hostname : '';
  if (!/^[a-z0-9-]+\.awsapps\.com$/.test(host) || host === BUILDER_ID_HOST || issuerUrl(startUrl)) return [];
  const line = lineOf(lines, section, 'sso_start_url');
  return [
    warn(
      line,
      'contains no start URL of an access portal, so `aws sso login` cannot sign in',
      `Write sso_start_url = https://${host}/start.`,
    ),
  ];
}

/**
 * Compares each region in the config file with the known region of the portal. If that region is unknown, the class
 * uses the first region that the config file has for the portal.
 */
class RegionCheck {
  readonly #known: Regions;
  readonly #first = new Map<string, { readonly region: string; readonly line: number }>();

  constructor(known: Regions) {
    this.#known = known;
  }

  of(portal: string, region: string, line: number): Finding[] {
    const right = regionOf(portal, this.#known);
    if (right !== undefined) return right === region ? [] : [this.#wrong(portal, region, line, right)];
    const first = this.#first.get(portal) ?? { region, line };
    this.#first.set(portal, first);
    if (first.region === region) return [];
    const what = `puts ${portal} into ${shownRegion(region)}, and line ${first.line} into ${shownRegion(first.region)}`;
    return [warn(line, what, 'A portal has only one region. In both lines, write the region that the popup shows.')];
  }

  #wrong(portal: string, region: string, line: number, right: string): Finding {
    const what = `puts ${portal} into ${shownRegion(region)}, so \`aws sso login\` fails there`;
    return warn(line, what, `Write sso_region = ${right}, which is the portal's region.`);
  }
}

/** Finds settings of a profile that differ from its [sso-session] section. The AWS CLI refuses such a profile. */
function besideSession(
  lines: readonly string[],
  profile: Section,
  session: Section | undefined,
  name: string,
): Finding[] {
  if (!session) {
    const line = lineOf(lines, profile, 'sso_session');
    return [
      warn(
        line,
        `refers to the session ${name}, which does not exist`,
        `Write a section [sso-session ${name}], or use another session.`,
      ),
    ];
  }
  return ['sso_start_url', 'sso_region'].flatMap((key) => {
    const value = profile.values.get(key);
    if (value === undefined || value === session.values.get(key)) return [];
    const what = `sets a different ${key} than the session ${name} (line ${session.line}), so the AWS CLI refuses the profile`;
    return [warn(lineOf(lines, profile, key), what, 'Remove the line.')];
  });
}

/**
 * Finds sections of the config file that contradict the portal or another section.
 * @param kept the regions that the extension sent, by portal
 */
export function examineSso(text: string, kept: Regions): readonly Finding[] {
  const lines = text.split('\n');
  const sections = readSections(text);
  const sessions = new Map(sections.map((each) => [nameBehind('sso-session', each.name), each]));
  const check = new RegionCheck(new Map([...regionsOfOwn(text), ...kept]));
  return sections.flatMap((section) => {
    const { values, name } = section;
    const session = values.get('sso_session');
    if (session !== undefined && !name.startsWith('sso-session ')) {
      return besideSession(lines, section, sessions.get(session), session);
    }
    const startUrl = values.get('sso_start_url');
    if (startUrl === undefined) return [];
    const portal = parsePortalUrl(startUrl)?.startUrl;
    if (portal === undefined) return strayUrl(lines, section, startUrl);
    const region = values.get('sso_region');
    return region === undefined ? [] : check.of(portal, region, lineOf(lines, section, 'sso_region'));
  });
}
