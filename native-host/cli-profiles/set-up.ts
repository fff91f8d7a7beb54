import { problemsAfterWrite } from '#core/ini/reader-problems.ts';
import { editFile } from '../aws-files/editing/edit-file.ts';
import type { System } from '../aws-files/editing/system.ts';
import { whileLocked } from '../aws-files/editing/while-locked.ts';
import type { AwsPaths } from '../aws-files/paths.ts';
import { unambiguously } from '../aws-files/profiles/unambiguously.ts';
import { profileHeader, sessionHeader } from './cli-config.ts';
import { type LiveRecorder, startRecording } from './live-recording.ts';
import { type CliPlan, planCliProfiles } from './plan.ts';
import type { AwsTexts, PlanInputs, SetUpRequest } from './plan-inputs.ts';
import { refuseRefused } from './refuse.ts';

/** Everything that a set-up needs, except the request. */
export interface SetUp {
  readonly system: System;
  readonly paths: AwsPaths;
  readonly earlierNames: PlanInputs['earlierNames'];
  /** Reads a file. Returns '' if there is no file. @throws KeyferryError FILE_* */
  read(path: string): Promise<string>;
  /** When aborted, the set-up no longer waits for a lock of another process. */
  readonly signal?: AbortSignal | undefined;
  readonly recorder: LiveRecorder;
}

export interface SetUpResult {
  readonly plan: CliPlan;
  /** Warnings for the user about the file. */
  readonly warnings: readonly string[];
}

/**
 * Reads the credentials file once.
 * @returns a function that takes a text of the config file, and adds the text of the credentials file and both paths
 */
async function textsWith({ paths, read }: SetUp): Promise<(text: string) => AwsTexts> {
  const credentialsText = await read(paths.credentials);
  return (text) => ({ text, file: paths.config, credentialsText, credentialsFile: paths.credentials });
}

const planFor = (request: SetUpRequest, texts: AwsTexts, { earlierNames }: SetUp): CliPlan =>
  unambiguously(texts.file, () => planCliProfiles(request, texts, earlierNames));

/**
 * Plans a set-up and changes nothing.
 * @throws KeyferryError FILE_*; NAME_INVALID if the name of the `sso-session` section is invalid
 */
export async function dryRun(request: SetUpRequest, setUp: SetUp): Promise<SetUpResult> {
  const texts = await textsWith(setUp);
  return { plan: planFor(request, texts(await setUp.read(setUp.paths.config)), setUp), warnings: [] };
}

/** Problems in both AWS files that concern these profiles, or that prevent a tool from reading a file. */
function problemsOf(plan: CliPlan, { text, file, credentialsText, credentialsFile }: AwsTexts): string[] {
  const headers = new Set(plan.changes.map(({ name }) => profileHeader(name)));
  if (plan.sessionName !== null) headers.add(sessionHeader(plan.sessionName));
  const sections = new Set(plan.changes.map(({ name }) => name));
  return [
    ...problemsAfterWrite(text, { kind: 'config', file, sections: headers }),
    ...problemsAfterWrite(credentialsText, { kind: 'credentials', file: credentialsFile, sections }),
  ];
}

const isOne = ({ accounts: [first, ...others] }: SetUpRequest): boolean =>
  others.length === 0 && first?.roles.length === 1;

/** Plans the set-up with the text that the config file has now. @throws the errors of `setUpCliProfiles` */
async function planNow(request: SetUpRequest, setUp: SetUp, texts: (text: string) => AwsTexts): Promise<CliPlan> {
  const plan = planFor(request, texts(await setUp.read(setUp.paths.config)), setUp);
  refuseRefused(plan, isOne(request));
  return plan;
}

/** Writes the config file. Call it only while this process has the lock of the credentials file. */
async function write(request: SetUpRequest, setUp: SetUp, texts: (text: string) => AwsTexts): Promise<SetUpResult> {
  const { system, paths, signal } = setUp;
  let plan: CliPlan | null = null;
  let written = '';
  const edit = (text: string) => {
    const latest = planFor(request, texts(text), setUp);
    refuseRefused(latest, isOne(request));
    plan = latest;
    written = unambiguously(paths.config, () => latest.newText());
    return written;
  };
  const { warnings } = await editFile(system, paths.config, edit, signal);
  const done: CliPlan = plan ?? planFor(request, texts(''), setUp);
  return { plan: done, warnings: [...warnings, ...problemsOf(done, texts(written))] };
}

/**
 * Writes profiles into the config file. Either all of them are written, or none. Meanwhile no other Keyferry process
 * can change the credentials file. Therefore two processes cannot add the same name to both files (docs/DECISIONS.md,
 * 38).
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, CLI_PROFILE*, LIVE_KEYS_EXIST, FILE_*
 */
export function setUpCliProfiles(request: SetUpRequest, setUp: SetUp): Promise<SetUpResult> {
  const { system, paths, signal, recorder } = setUp;
  return whileLocked(system, { path: paths.credentials, other: paths.config, signal }, async () => {
    const texts = await textsWith(setUp);
    const planned = request.form === 'live' ? await planNow(request, setUp, texts) : null;
    const recording = await startRecording(request, planned?.live ?? [], recorder);
    const result = await write(request, setUp, texts).catch(async (error) => {
      await recording.undo();
      throw error;
    });
    await recording.finish(result.plan);
    return result;
  });
}
