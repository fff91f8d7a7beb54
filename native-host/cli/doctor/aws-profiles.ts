import { readSections, type Section } from '#core/ini/document.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { profileOf, shadowing } from '../../aws-files/profiles/config-file.ts';
import { nameBehind } from '../../cli-profiles/cli-config.ts';
import type { Finding } from './finding.ts';

const warn = (line: number, what: string, remedy: string): Finding => ({ line, severity: 'warning', what, remedy });

/** Profile names that every AWS tool can read. Keyferry allows fewer names for the profiles that it writes. */
const READ_BY_ALL = /^[A-Za-z0-9_.@%/+:-]+$/;

/** The reason why some tools do not find a profile with this name. Null if all tools find it. */
function whyNotFound(name: string): string | null {
  const isTaken = /^default$/i.test(name) || Object.hasOwn(Object.prototype, name);
  return READ_BY_ALL.test(name) && !isTaken ? null : whyNotProfileName(name);
}

/** Finds profiles in the credentials file that some tools do not find because of their names. */
export function examineCredentialsNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
    if (/^profile\s/.test(name)) {
      return [
        warn(
          line,
          `has the header [${name}], but the word profile belongs in the config file only`,
          'Remove that word.',
        ),
      ];
    }
    return unreadableName(line, name, name);
  });
}

/** Names that this check skips, because core/ini/reader-problems.ts reports them. */
const REPORTED = ['DEFAULT', '__proto__'];

function unreadableName(line: number, name: string, section: string): readonly Finding[] {
  if (REPORTED.includes(section)) return [];
  const why = whyNotFound(name);
  if (why === null) return [];
  return [warn(line, `has a profile name that not every tool can read: ${why}`, `Rename the profile [${section}].`)];
}

const TYPED = /^(?:sso-session|services)\s/;
const KNOWN = ['default', 'preview', 'plugins'];

/** Finds sections of the config file that tools ignore. */
export function examineConfigNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
    const profile = /^profile\s+(.*)$/s.exec(name)?.[1];
    if (profile !== undefined) return unreadableName(line, nameBehind('profile', name) ?? profile, name);
    if (TYPED.test(name) || KNOWN.includes(name) || REPORTED.includes(name)) return [];
    const remedy = `Write [profile ${name}].`;
    return [warn(line, `has the header [${name}] without the word profile, so tools ignore this section`, remedy)];
  });
}

function withKeys(text: string): Map<string, Section> {
  const sections = readSections(text).filter(({ values }) => values.has('aws_access_key_id'));
  return new Map(sections.map((section) => [section.name, section]));
}

/**
 * Finds profiles for which the AWS CLI ignores the keys in the credentials file and uses the config file
 * (docs/DECISIONS.md, 4).
 * @returns findings with line numbers of the config file
 */
export function examineShadowing(credentials: string, config: string): readonly Finding[] {
  const keys = withKeys(credentials);
  return readSections(config).flatMap((section) => {
    const name = profileOf(section);
    const what = shadowing(section.values);
    const own = name === null || what === null ? undefined : keys.get(name);
    if (!own) return [];
    const sentence = `makes ${name} ${what}, so the AWS CLI ignores its keys in the credentials file (line ${own.line} there)`;
    return [warn(section.line, sentence, 'Rename one of the two, or remove the one you do not use.')];
  });
}
