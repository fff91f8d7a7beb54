import { type Format, type FormatId, type Shell, shellFormat } from './format.ts';

const ofShell = async (shell: Promise<Shell>): Promise<Format> => shellFormat(await shell);

/** Each format of shell-export.ts with nothing of the others, in the same order. */
const loaders: Readonly<Record<FormatId, () => Promise<Format>>> = {
  bash: () => ofShell(import('./posix.ts').then(({ bash }) => bash)),
  zsh: () => ofShell(import('./posix.ts').then(({ zsh }) => zsh)),
  sh: () => ofShell(import('./posix.ts').then(({ sh }) => sh)),
  fish: () => ofShell(import('./fish.ts').then(({ fish }) => fish)),
  tcsh: () => ofShell(import('./tcsh.ts').then(({ tcsh }) => tcsh)),
  powershell: () => ofShell(import('./powershell.ts').then(({ powershell }) => powershell)),
  cmd: () => ofShell(import('./cmd.ts').then(({ cmd }) => cmd)),
  nushell: () => ofShell(import('./nushell.ts').then(({ nushell }) => nushell)),
  elvish: () => ofShell(import('./elvish.ts').then(({ elvish }) => elvish)),
  xonsh: () => ofShell(import('./xonsh.ts').then(({ xonsh }) => xonsh)),
  dotenv: () => import('./env-files.ts').then(({ dotenv }) => dotenv),
  'docker-env-file': () => import('./env-files.ts').then(({ dockerEnvFile }) => dockerEnvFile),
  json: () => import('./aws-forms.ts').then(({ json }) => json),
  'credentials-block': () => import('./aws-forms.ts').then(({ credentialsBlock }) => credentialsBlock),
  'access-key-id': () => import('./aws-forms.ts').then(({ accessKeyId }) => accessKeyId),
  'secret-access-key': () => import('./aws-forms.ts').then(({ secretAccessKey }) => secretAccessKey),
  'session-token': () => import('./aws-forms.ts').then(({ sessionToken }) => sessionToken),
  'aws-configure': () => import('./aws-forms.ts').then(({ awsConfigure }) => awsConfigure),
};

export const formatIds = Object.keys(loaders) as readonly FormatId[];

/** The format of that id and no other, for programs whose start must be quick; null for an id that is none. */
export async function loadFormat(id: string): Promise<Format | null> {
  return Object.hasOwn(loaders, id) ? loaders[id as FormatId]() : null;
}
