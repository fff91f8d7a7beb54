import type { CommandIo } from '../../terminal/io.ts';
import { profileRegion } from '../profiles/profile-region.ts';

/** The section of a live profile for the config file on the host. */
async function section(name: string, io: CommandIo): Promise<string> {
  const { region } = await profileRegion(name, io);
  return [
    `[profile ${name}]`,
    `credential_process = keyferry credential-process --profile ${name}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
    '',
  ].join('\n');
}

/**
 * The text that a person adds once to the config file on the host. Comments in the text say what to do.
 * @throws KeyferryError FILE_*, PATH_INVALID
 */
export async function setupText(host: string, profiles: readonly string[], io: CommandIo): Promise<string> {
  const sections = await Promise.all(profiles.map((name) => section(name, io)));
  return [
    `# On ${host}, once:`,
    '# 1. Install Node 20 or newer and the program keyferry, so that `keyferry version` works there. It needs no browser.',
    '# 2. Add these lines to ~/.aws/config. If a tool does not find keyferry, write its path (`command -v keyferry`), which',
    '#    must have no blanks. A profile must not have keys in ~/.aws/credentials.',
    '',
    ...sections,
  ].join('\n');
}
