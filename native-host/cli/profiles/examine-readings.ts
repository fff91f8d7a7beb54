import { KeyferryError } from '#core/errors.ts';
import { readSections } from '#core/ini/document.ts';
import {
  type AwsFileKind,
  problemSentences,
  problemsConcerning,
  type ReaderProblem,
} from '#core/ini/reader-problems.ts';
import type { PlacedSection } from './profile-sections.ts';

/*
 * Finds lines that not all AWS tools read in the same way. Because of such a line, two tools may use different keys for
 * the same profile.
 */

/** An AWS file with its text. */
export interface AwsFile {
  readonly kind: AwsFileKind;
  readonly file: string;
  readonly text: string;
}

/** The lines of a profile that not all AWS tools read in the same way. */
export interface OtherReadings {
  /** The sentences of `keyferry doctor`, each with the file, the line and a remedy. */
  readonly warnings: readonly string[];
  /** @throws KeyferryError PROFILE_READ_DIFFERENTLY if two AWS tools would use different keys for the profile */
  refuse(): void;
}

/** An AWS file, with those of its problems that concern one profile. */
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

/** Ids of rules. If a line breaks one of these rules, AWS tools read different values from the line. */
const OTHER_VALUE = ['quotes', 'lone-quote', 'trailing-comment', 'second-key'];
/** Ids of rules. If a line breaks one of these rules, some AWS tools do not find the setting on the line. */
const UNSEEN_KEY = ['colon', 'upper-case-key', 'indented-under-header'];

type Test = (problem: ReaderProblem, file: ReadFile, sections: readonly PlacedSection[]) => boolean;

const sets = ({ values }: PlacedSection['section'], keys: readonly string[]) => keys.some((key) => values.has(key));

/** Whether the problem is in one of the profile's sections. */
const isOwn: Test = (problem, { kind }, sections) =>
  sections.some((each) => each.kind === kind && each.section.name === problem.section);

const isAboutKeys = ({ key }: ReaderProblem): boolean => key !== null && KEYS.includes(key);

const hasOtherValue: Test = (problem, file, sections) =>
  OTHER_VALUE.includes(problem.rule) && isAboutKeys(problem) && isOwn(problem, file, sections);

/**
 * Whether some AWS tool does not find the keys in the credentials file, and therefore uses other keys from the config
 * file.
 */
const findsOthers: Test = (problem, file, sections) => {
  if (file.kind !== 'credentials') return false;
  const isUnseen =
    problem.rule === 'proto-section' ||
    (isOwn(problem, file, sections) &&
      (problem.rule === 'header-for-some' || (UNSEEN_KEY.includes(problem.rule) && isAboutKeys(problem))));
  return isUnseen && sections.some(({ kind, section }) => kind === 'config' && sets(section, IDENTITY));
};

/**
 * Whether the problem is an indented line that only some AWS tools read as a setting. The setting is a key of the
 * profile, or a setting that AWS tools prefer to keys.
 */
const isIndentedIdentity: Test = (problem, file, sections) => {
  if (problem.rule !== 'indented' || !isOwn(problem, file, sections)) return false;
  const line = file.text.split('\n')[problem.line - 1] ?? '';
  return [...KEYS, ...STRONGER].includes((line.split(/[=:]/, 1)[0] ?? '').trim().toLowerCase());
};

/**
 * Whether the problem is a header without `]`. Some AWS tools may think that the settings below it belong to another
 * profile.
 */
const isUnclosed: Test = (problem, file, sections) =>
  problem.rule === 'unclosed-header' && problem.severity === 'error' && isOwn(problem, file, sections);

/**
 * Whether the section [DEFAULT] has a setting that the AWS CLI prefers to keys. The AWS CLI copies such a setting into
 * every profile.
 */
const isCopied: Test = ({ rule }, { text }) =>
  rule === 'default-section' &&
  readSections(text).some((section) => section.name === 'DEFAULT' && sets(section, STRONGER));

/**
 * Whether the file has a line break that only some AWS tools recognise. This line break may hide a section of the
 * profile.
 */
const isHidden: Test = ({ rule }) => rule === 'line-break';

/**
 * Whether some AWS tool ignores the header of another section. Such a tool reads the keys below this header as keys of
 * the profile.
 */
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

/**
 * Whether another section has a dot in its name, and the AWS SDK for JavaScript uses the keys of that section for this
 * profile.
 */
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
 * @param sections the sections of the profile in both files
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
