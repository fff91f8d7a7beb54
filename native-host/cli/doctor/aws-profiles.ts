import { readSections, type Section } from '#core/ini/document.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { profileOf, shadowing } from '../../aws-files/profiles/config-file.ts';
import { nameBehind } from '../../cli-profiles/sso-config.ts';
import type { Finding } from './aws-lines.ts';

const warn = (line: number, what: string, remedy: string): Finding => ({ line, severity: 'warning', what, remedy });

/** What every client reads, which is more than what Keyferry gives. */
const READ_BY_ALL = /^[A-Za-z0-9_.@%/+:-]+$/;

/** Why some tools lose a profile of that name, or null. */
function whyLost(name: string): string | null {
  const isTaken = /^default$/i.test(name) || Object.hasOwn(Object.prototype, name);
  return READ_BY_ALL.test(name) && !isTaken ? null : whyNotProfileName(name);
}

/** Names in the credentials file that some tools lose. */
export function examineCredentialsNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
    if (/^profile\s/.test(name)) {
      return [
        warn(line, `names the profile [${name}]: the word profile belongs to the config file alone`, 'Leave it out.'),
      ];
    }
    return lost(line, name, name);
  });
}

function lost(line: number, name: string, section: string): readonly Finding[] {
  const why = whyLost(name);
  if (why === null) return [];
  return [warn(line, `names a profile that not every tool can read: ${why}`, `Rename the profile [${section}].`)];
}

const TYPED = /^(?:sso-session|services)\s/;
const KNOWN = ['default', 'preview', 'plugins'];

/** Sections of the config file that tools pass over. */
export function examineConfigNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
    const profile = /^profile\s+(.*)$/s.exec(name)?.[1];
    if (profile !== undefined) return lost(line, nameBehind('profile', name) ?? profile, name);
    if (TYPED.test(name) || KNOWN.includes(name)) return [];
    const remedy = `Write [profile ${name}].`;
    return [warn(line, `names the section [${name}] without the word profile, so tools pass it over`, remedy)];
  });
}

function withKeys(text: string): Map<string, Section> {
  const sections = readSections(text).filter(({ values }) => values.has('aws_access_key_id'));
  return new Map(sections.map((section) => [section.name, section]));
}

/**
 * Profiles whose keys in the credentials file the AWS CLI passes over for what the config file says (docs/DECISIONS.md, 4).
 * @returns findings at lines of the config file
 */
export function examineShadowing(credentials: string, config: string): readonly Finding[] {
  const keys = withKeys(credentials);
  return readSections(config).flatMap((section) => {
    const name = profileOf(section);
    const what = shadowing(section.values);
    const own = name === null || what === null ? undefined : keys.get(name);
    if (!own) return [];
    const sentence = `makes ${name} ${what}, so the AWS CLI passes over its keys in the credentials file (line ${own.line} there)`;
    return [warn(section.line, sentence, 'Rename one of the two, or remove the one you do not use.')];
  });
}
