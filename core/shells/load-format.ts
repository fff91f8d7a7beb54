import { type Format, type FormatId, shellFormat } from './format.ts';

/** Each format of shell-export.ts with nothing of the others, in the same order. */
const loaders: Readonly<Record<FormatId, () => Promise<Format>>> = {
  bash: async () => shellFormat((await import('./posix.ts')).bash),
  zsh: async () => shellFormat((await import('./posix.ts')).zsh),
  sh: async () => shellFormat((await import('./posix.ts')).sh),
  fish: async () => shellFormat((await import('./fish.ts')).fish),
  tcsh: async () => shellFormat((await import('./tcsh.ts')).tcsh),
  powershell: async () => shellFormat((await import('./powershell.ts')).powershell),
  cmd: async () => shellFormat((await import('./cmd.ts')).cmd),
  nushell: async () => shellFormat((await import('./nushell.ts')).nushell),
  elvish: async () => shellFormat((await import('./elvish.ts')).elvish),
  xonsh: async () => shellFormat((await import('./xonsh.ts')).xonsh),
  dotenv: async () => (await import('./env-files.ts')).dotenv,
  'docker-env-file': async () => (await import('./env-files.ts')).dockerEnvFile,
  json: async () => (await import('./aws-forms.ts')).json,
  'credentials-block': async () => (await import('./aws-forms.ts')).credentialsBlock,
  'access-key-id': async () => (await import('./aws-forms.ts')).accessKeyId,
  'secret-access-key': async () => (await import('./aws-forms.ts')).secretAccessKey,
  'session-token': async () => (await import('./aws-forms.ts')).sessionToken,
  'aws-configure': async () => (await import('./aws-forms.ts')).awsConfigure,
};

export const formatIds = Object.keys(loaders) as readonly FormatId[];

/** The format of that id and no other, for programs whose start must be quick; null for an id that is none. */
export async function loadFormat(id: string): Promise<Format | null> {
  return Object.hasOwn(loaders, id) ? loaders[id as FormatId]() : null;
}
