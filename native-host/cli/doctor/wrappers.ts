import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { allowedCallers, readManifest } from '../../../install-scripts/host-manifest.ts';
import { nodeOfWrapper } from '../../../install-scripts/written-wrapper.ts';
import { version } from '../../../package.json';
import { isExecutable } from '../../data-folder/executable.ts';
import { recordPath } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isOurWrapper } from '../install/own-wrappers.ts';
import { isProgramFile, PROGRAM_FILE } from '../install/program-files.ts';
import { readRecord } from '../install/record.ts';
import { reinstall } from '../shared/reinstall.ts';
import { type Check, error, ok, warning } from './check.ts';
import { sayHello } from './hello.ts';
import type { Registration } from './registered.ts';

/** The command-line arguments that the browser passes to the host. */
function callerArguments({ flavour, path }: Registration): readonly string[] {
  return flavour === 'firefox' ? [path, ...allowedCallers(flavour)] : allowedCallers(flavour).slice(0, 1);
}

/**
 * Checks that every file of the program exists: keyferry.cjs, and the other files that `keyferry install` has recorded.
 */
function checkProgram(wrapper: string, io: CommandIo): Check {
  const folder = dirname(wrapper);
  const { files } = readRecord(join(dirname(folder), basename(recordPath(io))));
  const chunks = files
    .map(({ path }) => path)
    .filter((path) => dirname(path) === folder && isProgramFile(basename(path)));
  const program = join(folder, PROGRAM_FILE);
  const missing = [program, ...chunks].find((path) => !existsSync(path));
  return missing === undefined
    ? ok('host-file', `The program is at ${program}.`)
    : error('host-file', `The program's file ${missing} is missing.`, reinstall());
}

function checkNode(wrapper: string): Check[] {
  const node = nodeOfWrapper(readOwnFile(wrapper)?.toString() ?? '');
  if (node === null) return [error('wrapper-node', `${wrapper} was changed after the install.`, reinstall())];
  if (isExecutable(node)) return [];
  return [warning('wrapper-node', `The Node that the host was installed with is missing: ${node}.`, reinstall())];
}

function checkRun(wrapper: string, registration: Registration, io: CommandIo): Check {
  const id = `wrapper-${registration.name}`;
  const result = sayHello(wrapper, callerArguments(registration), io.env);
  if ('why' in result) return error(id, `${wrapper} does not work: ${result.why.replace(/\.$/, '')}.`, reinstall());
  if (result.version === version) return ok(id, `The host for ${registration.label} answers: version ${version}.`);
  return warning(
    id,
    `The installed host is version ${result.version}, but this program is version ${version}.`,
    reinstall(),
  );
}

function checkOne(wrapper: string, registration: Registration, io: CommandIo): Check[] {
  const id = `wrapper-${registration.name}`;
  // The function checkManifests reports a missing wrapper.
  if (!existsSync(wrapper)) return [];
  if (!isExecutable(wrapper)) return [error(id, `${wrapper} is not executable.`, reinstall())];
  return [checkProgram(wrapper, io), ...checkNode(wrapper), checkRun(wrapper, registration, io)];
}

function withoutRepeats(checks: readonly Check[]): readonly Check[] {
  return checks.filter((each, at) => checks.findIndex(({ sentence }) => sentence === each.sentence) === at);
}

/** Checks the wrapper in each manifest, and starts the wrapper as a browser would. */
export function checkWrappers(places: readonly Registration[], io: CommandIo): readonly Check[] {
  const checks = places.flatMap((registration) => {
    const found = readManifest(registration.text ?? '', registration.flavour);
    return found && isOurWrapper(found.path) ? checkOne(found.path, registration, io) : [];
  });
  return withoutRepeats(checks);
}
