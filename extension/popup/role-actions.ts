import type { NameParts } from '#core/profile-name.ts';
import type { Format } from '#core/shell-export.ts';
import { copyText } from '../ui/clipboard.ts';
import { ask } from '../ui/worker-client.ts';
import { exportText } from './export-text.ts';
import { rememberFormat } from './last-format.ts';
import type { Actions, Question } from './use-actions.ts';

export interface RoleActionsDeps extends Pick<Actions, 'run'> {
  /** Key of the session whose roles these are. */
  readonly session: string;
  /** Written into exports, or empty. */
  readonly region: string;
  /** The write waits for the user's word. */
  asks(question: Question): void;
}

const QUESTIONS: ReadonlySet<string> = new Set(['PROFILE_EXISTS', 'PROFILE_DEFAULT']);

/** What the popup does with one role. */
export function roleActions({ session, region, run, asks }: RoleActionsDeps): Pick<Actions, 'write' | 'copy'> {
  const write = (role: NameParts, name: string, replace = false) => {
    const { accountId, roleName } = role;
    void run(`Writing profile ${name} …`, async () => {
      const answer = await ask('popup/write-profile', { session, accountId, roleName, name, replace });
      if (answer.ok) return { is: 'written', ...answer.value };
      if (QUESTIONS.has(answer.code) && !replace) {
        asks({ sentence: answer.message, role, name });
        return null;
      }
      const failed = { is: 'failed', error: answer, writing: true, retry: () => write(role, name, replace) } as const;
      if (answer.code !== 'PROFILE_SHADOWED') return failed;
      const other = `${name.slice(0, 120)}-keys`;
      return { ...failed, other: { name: other, write: () => write(role, other) } };
    });
  };

  const copy = (role: NameParts, format: Format, name: string) =>
    void run(`Fetching credentials of ${role.roleName} …`, async () => {
      const fetched = exportText(session, role, format, { region, name });
      const error = await copyText(fetched.then(({ text }) => text));
      if (error) return { is: 'failed', error, writing: false, retry: () => copy(role, format, name) };
      rememberFormat(format);
      return { is: 'copied', label: format.label, expiration: (await fetched).expiration };
    });

  return { write, copy };
}
