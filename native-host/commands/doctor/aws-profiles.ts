import { readSections, type Section } from '#core/ini-document.ts';
import { whyNotProfileName } from '#core/profile-name.ts';
import { profileOf, shadowing } from '../../aws-files/config-file.ts';
import type { Finding } from './aws-lines.ts';

const warn = (line: number, what: string, remedy: string): Finding => ({ line, severity: 'warning', what, remedy });

/** Names in the credentials file that some tools lose. */
export function examineCredentialsNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
    if (/^profile\s/.test(name)) {
      return [
        warn(line, `names the profile [${name}]: the word profile belongs to the config file alone`, 'Leave it out.'),
      ];
    }
    const why = whyNotProfileName(name);
    if (why === null) return [];
    return [warn(line, `names a profile that not every tool can read: ${why}`, `Rename the profile [${name}].`)];
  });
}

const TYPED = /^(?:profile|sso-session|services)\s/;
const KNOWN = ['default', 'preview', 'plugins'];

/** Sections of the config file that tools pass over. */
export function examineConfigNames(text: string): readonly Finding[] {
  return readSections(text).flatMap(({ name, line }) => {
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
