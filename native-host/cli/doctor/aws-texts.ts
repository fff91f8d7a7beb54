import { existsSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { readerProblems } from '#core/ini/reader-problems.ts';
import type { AwsPaths } from '../../aws-files/paths.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import { keptLists } from '../../data-folder/kept-list.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { printable } from '../../terminal/printable.ts';
import { programLocation } from '../shared/program-location.ts';
import { examineConfigNames, examineCredentialsNames, examineShadowing } from './aws-profiles.ts';
import { type Check, error, ok } from './check.ts';
import type { Finding } from './finding.ts';
import { examineSso } from './sso-sections.ts';

type Kind = 'credentials' | 'config';

/** A check of one line in a file. The output of --json contains the number of the line. */
interface LineCheck extends Check {
  readonly line?: number;
}

function asChecks(kind: Kind, file: string, findings: readonly Finding[]): readonly LineCheck[] {
  const id = `${kind}-text`;
  if (findings.length === 0) return [ok(id, `Every tool reads ${file} the same way.`)];
  const inOrder = findings.toSorted((a, b) => a.line - b.line);
  return inOrder.map(({ line, severity, what, remedy }) => ({
    id,
    severity,
    sentence: printable(`Line ${line} of ${file} ${what}.`),
    remedy: printable(remedy),
    line,
  }));
}

/**
 * Turns an error into the sentence of a check. The sentences of FILE_UNREADABLE and FILE_NOT_REGULAR are replaced,
 * because they also say that nothing was changed.
 */
function sentenceOf({ code, message, params: { file, what, why } }: KeyferryError): string {
  if (code === 'FILE_UNREADABLE') return `${file} cannot be read (${why}).`;
  return code === 'FILE_NOT_REGULAR' ? `${file} is ${what}, not a regular file of yours.` : message;
}

/** Reads the text of a file. If the file is missing or cannot be read, returns a check that says why. */
function readOr(kind: Kind, file: string): { text: string } | { check: Check } {
  try {
    const text = readAwsFile(file);
    return text !== '' || existsSync(file) ? { text } : { check: ok(`${kind}-text`, `${file} does not exist yet.`) };
  } catch (failure) {
    if (!(failure instanceof KeyferryError)) throw failure;
    const sentence = sentenceOf(failure);
    return { check: error(`${kind}-text`, sentence, 'Correct that, then run `keyferry doctor` again.') };
  }
}

function pathsOrNull(io: CommandIo): AwsPaths | null {
  try {
    return pathsOf(io);
  } catch (failure) {
    if (failure instanceof KeyferryError) return null;
    throw failure;
  }
}

/** Regions by start URL, from the lists that the extension sent; empty if they cannot be read. */
function knownRegions(io: CommandIo): ReadonlyMap<string, string> {
  try {
    const lists = keptLists(programLocation(io));
    return new Map(lists.map(({ portal, region }) => [portal, region]));
  } catch {
    return new Map();
  }
}

/** Finds text in the two AWS files that some tools misread. Each check contains the line and a remedy. */
export function checkAwsTexts(io: CommandIo): readonly Check[] {
  const paths = pathsOrNull(io);
  // checkAwsPlaces reports a path that cannot be used.
  if (paths === null) return [];
  const credentials = readOr('credentials', paths.credentials);
  const config = readOr('config', paths.config);
  const credentialsText = 'text' in credentials ? credentials.text : '';
  const configText = 'text' in config ? config.text : '';
  const inCredentials = [
    ...readerProblems(credentialsText, 'credentials'),
    ...examineCredentialsNames(credentialsText),
  ];
  const inConfig = [
    ...readerProblems(configText, 'config'),
    ...examineConfigNames(configText),
    ...examineShadowing(credentialsText, configText),
    ...examineSso(configText, knownRegions(io)),
  ];
  return [
    ...('check' in credentials ? [credentials.check] : asChecks('credentials', paths.credentials, inCredentials)),
    ...('check' in config ? [config.check] : asChecks('config', paths.config, inConfig)),
  ];
}
