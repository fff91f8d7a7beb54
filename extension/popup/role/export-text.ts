import { type ErrorReply, toErrorReply } from '#core/errors.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { NameParts } from '#core/names/template.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { ask } from '../../ui/worker-client.ts';

export interface ExportText {
  readonly text: { readonly ok: true; readonly text: string } | ErrorReply;
  /** End of the credentials, epoch ms; 0 where there are none. */
  readonly expiration: number;
}

/** Rendering refuses with its own error; anything else becomes INTERNAL without a text that could hold a secret. */
function rendered(render: () => string): ExportText['text'] {
  try {
    return { ok: true, text: render() };
  } catch (error) {
    return toErrorReply(error, 'export');
  }
}

/**
 * The credentials of a role as text of `format`; the keys are held no longer than the rendering takes.
 * @param session key of the session whose role it is.
 * @param region to be set with them, or empty.
 * @param name used by forms that name a profile, where it can be one.
 */
export async function exportText(
  session: string,
  { accountId, roleName }: NameParts,
  format: Format,
  { region, name }: { region: string; name: string },
): Promise<ExportText> {
  const answer = await ask('popup/get-credentials', { session, accountId, roleName });
  if (!answer.ok) return { text: answer, expiration: 0 };
  const extras = {
    ...(region ? { region } : {}),
    ...(whyNotProfileName(name) === null ? { profileName: name } : {}),
  };
  const input = { accountId, roleName, credentials: answer.value, ...extras };
  return { text: rendered(() => format.render(input)), expiration: answer.value.expiration };
}
