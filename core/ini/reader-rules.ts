import { hasDotForBlank, isHeaderForDotNet, isHeaderForJs } from './headers.ts';
import type { Line } from './lines.ts';
import type { ReaderProblem } from './reader-problem.ts';
import { CLI, DOT_NET, type Found, GO, JAVA, JS, type Reading } from './reading.ts';
import { content, keyParts } from './section.ts';
import { shownKey, valueProblems } from './value-rules.ts';

/*
 * The rules that reader-problems.ts uses, one for each kind of line. The sources are in headers.ts and
 * test/core/ini/ini-rules.ts.
 */

const NO_FILE = `so ${CLI} cannot read the file`;

type Rule = (reading: Reading, line: Line, at: number) => readonly ReaderProblem[];
const NONE: readonly ReaderProblem[] = [];

function headerForSome(shown: string): Found | null {
  const rule = 'header-for-some';
  if (!isHeaderForJs(shown)) {
    const what = `is not a header for ${JS}, which reads the settings below it as settings of the section above`;
    return { rule, tools: [JS], what, remedy: 'Put a blank before the comment, or remove the comment.' };
  }
  if (isHeaderForDotNet(shown)) return null;
  const what = `is not a header for ${DOT_NET}, which reads the settings below it as settings of the section above`;
  return { rule, tools: [DOT_NET], what, remedy: 'Remove the = from the line.' };
}

/**
 * The SDK for JavaScript joins the two words of a header with a dot. So this SDK reads `[profile.dev]` like `[profile
 * dev]`.
 */
function dottedHeader(name: string): Found {
  const what = `begins a section [${name}], which ${JS} reads as [${name.replace('.', ' ')}] and other tools do not`;
  const remedy = 'Write a blank instead of the first dot, or remove the section.';
  return { rule: 'dotted-header', tools: [JS], what, remedy };
}

const header: Rule = (reading, line, at) => {
  const shown = content(reading.text, line);
  const name = shown.slice(1, shown.lastIndexOf(']'));
  const first = reading.open(name, at);
  const found: Found[] = [];
  if (first !== null) {
    const what = `begins a second section [${name}] (the first is on line ${first}), ${NO_FILE}`;
    const remedy = 'Merge the two sections, or rename one.';
    found.push({ rule: 'second-section', severity: 'error', tools: [CLI], what, remedy });
  }
  if (/^(?:profile )?__proto__$/.test(name)) {
    const what = `begins a section [${name}], so ${JS} reads nothing of the file`;
    found.push({
      rule: 'proto-section',
      severity: 'error',
      tools: [JS],
      what,
      remedy: 'Rename or remove the section.',
    });
  }
  if (reading.kind === 'config' && hasDotForBlank(name)) found.push(dottedHeader(name));
  const some = headerForSome(shown);
  if (some) found.push(some);
  return found.map((each) => reading.problem(at, each));
};

function indentedUnderHeader({ indent }: Line): Found[] {
  if (indent === 0) return [];
  const what = `is indented, so older versions of ${GO} do not read the setting, and ${JAVA} refuses the file`;
  const remedy = 'Remove the blanks at the start of the line.';
  return [{ rule: 'indented-under-header', tools: [GO, JAVA], what, remedy }];
}

const unclosed: Found = {
  rule: 'unclosed-header',
  severity: 'error',
  tools: [CLI],
  what: `begins like a section but has no ] after its name, ${NO_FILE}`,
  remedy: 'Close the header with ], or put # before it.',
};

const unclosedWithSetting: Found = {
  ...unclosed,
  severity: 'warning',
  what: 'begins like a section but has no ], so tools read it as a setting of the section above',
};

function repeated(key: string, first: number): Found {
  const what = `sets ${shownKey(key)} again (the first is on line ${first}), ${NO_FILE}`;
  return { rule: 'second-key', severity: 'error', tools: [CLI], what, remedy: 'Remove the outdated line.' };
}

const setting: Rule = (reading, line, at) => {
  const { section, text } = reading;
  if (section === null) return stray(reading, line, at);
  const { key, delimiter, valueAt } = keyParts(text, line);
  const value = text.slice(valueAt, line.end).trimEnd();
  const plain = key.toLowerCase();
  const first = reading.set(section, plain, value, at);
  const problems = valueProblems(key, text[delimiter] === ':', value);
  if (first === null && problems.length === 0 && line.indent === 0 && !key.startsWith('[')) return NONE;
  const found = [
    ...(first === null ? [] : [repeated(plain, first)]),
    ...(key.startsWith('[') ? [unclosedWithSetting] : []),
    ...indentedUnderHeader(line),
    ...problems,
  ];
  return found.map((each) => reading.problem(at, { ...each, key: plain }));
};

const stray: Rule = (reading, line, at) => {
  const remedy = 'Remove the line, or put # before it.';
  const what = (why: string) => `${why}, ${NO_FILE}`;
  if (content(reading.text, line).startsWith('[')) return [reading.problem(at, unclosed)];
  const found: Found =
    reading.section === null
      ? { rule: 'before-sections', severity: 'error', tools: [CLI], what: what('is before the first section'), remedy }
      : {
          rule: 'no-setting',
          severity: 'error',
          tools: [CLI],
          what: what('is no section, comment or setting'),
          remedy,
        };
  return [reading.problem(at, found)];
};

const continuation: Rule = (reading, line, at) => {
  if (reading.hasValue) {
    const what = `is indented, so ${CLI} reads it as part of the value above, and other tools do not`;
    const remedy = 'Remove the blanks at the start of the line.';
    return [reading.problem(at, { rule: 'indented', tools: [CLI], what, remedy })];
  }
  if (content(reading.text, line).includes('=')) return NONE;
  const what = `is indented under a setting without a value and has no =, ${NO_FILE}`;
  const remedy = 'Write the line as NAME = VALUE, or put # before it.';
  return [reading.problem(at, { rule: 'nested-text', severity: 'error', tools: [CLI], what, remedy })];
};

const nothing: Rule = () => NONE;

/** The rule for each kind of line. */
export const lineRules = {
  header,
  key: setting,
  other: stray,
  continuation,
  blank: nothing,
  comment: nothing,
} as const;
