import { KeyferryError } from '#core/errors.ts';
import { readSections } from '#core/ini/document.ts';
import {
  type AwsFileKind,
  problemSentences,
  problemsConcerning,
  type ReaderProblem,
} from '#core/ini/reader-problems.ts';
import type { PlacedSection } from './profile-sections.ts';

/* Finds lines that AWS tools read differently, so that some tool uses other keys for a profile than the other tools. */

/** An AWS file with its text. */
export interface AwsFile {
  readonly kind: AwsFileKind;
  readonly file: string;
  readonly text: string;
}

/** The lines of a profile that AWS tools read differently. */
export interface OtherReadings {
  /** The sentences of `keyferry doctor`, each with the file, the line and a remedy. */
  readonly warnings: readonly string[];
  /** @throws KeyferryError PROFILE_READ_DIFFERENTLY if some tool would use other keys for the profile */
  refuse(): void;
}

/** A file with the problems that concern one profile. */
interface ReadFile extends AwsFile {
  readonly problems: readonly ReaderProblem[];
}

/** The names of the settings that contain a profile's keys. */
const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'];
/** The names of settings that at least one AWS tool prefers to keys. */
const STRONGER = [
  'role_arn',
  'web_identity_token_file',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_role_name',
];
const IDENTITY = [...KEYS, ...STRONGER, 'credential_process', 'login_session'];

/** Ids of rules. If a line breaks one of these rules, some tools read another value than other tools. */
const OTHER_VALUE = ['quotes', 'lone-quote', 'trailing-comment', 'second-key'];
/** Ids of rules. If a line breaks one of these rules, some tools do not find the setting on it. */
const UNSEEN_KEY = ['colon', 'upper-case-key', 'indented-under-header'];

type Test = (problem: ReaderProblem, file: ReadFile, sections: readonly PlacedSection[]) => boolean;

const sets = ({ values }: PlacedSection['section'], keys: readonly string[]) => keys.some((key) => values.has(key));

/** Whether the problem is in one of the profile's sections. */
const isOwn: Test = (problem, { kind }, sections) =>
  sections.some((each) => each.kind === kind && each.section.name === problem.section);

const isAboutKeys = ({ key }: ReaderProblem): boolean => key !== null && KEYS.includes(key);

const hasOtherValue: Test = (problem, file, sections) =>
  OTHER_VALUE.includes(problem.rule) && isAboutKeys(problem) && isOwn(problem, file, sections);

/** Whether some tool misses the keys in the credentials file and then finds other keys in the config file. */
const findsOthers: Test = (problem, file, sections) => {
  if (file.kind !== 'credentials') return false;
  const isUnseen =
    problem.rule === 'proto-section' ||
    (isOwn(problem, file, sections) &&
      (problem.rule === 'header-for-some' || (UNSEEN_KEY.includes(problem.rule) && isAboutKeys(problem))));
  return isUnseen && sections.some(({ kind, section }) => kind === 'config' && sets(section, IDENTITY));
};

/** Whether only some tools read an indented line as a key of the profile, or as a setting preferred to keys. */
const isIndentedIdentity: Test = (problem, file, sections) => {
  if (problem.rule !== 'indented' || !isOwn(problem, file, sections)) return false;
  const line = file.text.split('\n')[problem.line - 1] ?? '';
  return [...KEYS, ...STRONGER].includes((line.split(/[=:]/, 1)[0] ?? '').trim().toLowerCase());
};

/** Whether some tools may read the settings below a header without `]` for another profile. */
const isUnclosed: Test = (problem, file, sections) =>
  problem.rule === 'unclosed-header' && problem.severity === 'error' && isOwn(problem, file, sections);

/** Whether the AWS CLI copies a setting that it prefers to keys from [DEFAULT] into every profile. */
const isCopied: Test = ({ rule }, { text }) =>
  rule === 'default-section' &&
  readSections(text).some((section) => section.name === 'DEFAULT' && sets(section, STRONGER));

/** Whether the file has a line break that only some tools recognise. It may hide a section of the profile. */
const isHidden: Test = ({ rule }) => rule === 'line-break';

/** Whether some tool ignores a header and so reads the keys below this header as keys of the profile. */
const isMixed: Test = (problem, { kind, text, problems }, sections) => {
  if (problem.rule !== 'header-for-some') return false;
  const unseen = problems.filter(({ rule, tools }) => rule === problem.rule && tools.join() === problem.tools.join());
  const isUnseen = ({ line }: { readonly line: number }) => unseen.some((each) => each.line === line);
  const all = readSections(text);
  const at = all.findIndex(({ line }) => line === problem.line);
  const above = all.slice(0, at).findLast((each) => !isUnseen(each));
  const isOwnAbove = sections.some((each) => each.kind === kind && each.section.line === above?.line);
  return isOwnAbove && all[at] !== undefined && sets(all[at], IDENTITY);
};

/** Whether the SDK for JavaScript reads the keys of another section, with a dot in its name, for this profile. */
const isDotted: Test = ({ rule, line, section }, { text }, sections) => {
  const isProfile = sections.some(({ kind, section: { name } }) =>
    [name, ...(kind === 'credentials' ? [`profile ${name}`] : [])].includes(section?.replace('.', ' ') ?? ''),
  );
  const isThere = (each: PlacedSection['section']) => each.line === line && sets(each, IDENTITY);
  return rule === 'dotted-header' && isProfile && readSections(text).some(isThere);
};

const TESTS = [hasOtherValue, findsOthers, isIndentedIdentity, isUnclosed, isCopied, isHidden, isMixed, isDotted];

/** @throws KeyferryError PROFILE_READ_DIFFERENTLY with the sentence of `keyferry doctor` */
function refuse(name: string, sections: readonly PlacedSection[], files: readonly ReadFile[]): void {
  for (const each of files) {
    const found = each.problems.find((problem) => TESTS.some((isOther) => isOther(problem, each, sections)));
    if (!found) continue;
    const { line, what } = found;
    const remedy = found.remedy.replace(/\.$/, '');
    throw new KeyferryError('PROFILE_READ_DIFFERENTLY', { name, file: each.file, line, what, remedy });
  }
}

/**
 * Applies the rules of `keyferry doctor` to the lines that concern a profile.
 * @param sections of the profile in both files
 */
export function examineReadings(
  name: string,
  sections: readonly PlacedSection[],
  files: readonly AwsFile[],
): OtherReadings {
  const read = files.map((each) => {
    const { kind, text } = each;
    const own = sections.filter((section) => section.kind === kind).map(({ section }) => section.name);
    return { ...each, problems: problemsConcerning(text, { kind, sections: new Set(own) }) };
  });
  return {
    warnings: read.flatMap(({ problems, file }) => problemSentences(problems, file)),
    refuse: () => refuse(name, sections, read),
  };
}
