import { type ErrorReply, toErrorReply } from '#core/errors.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { NameParts } from '#core/names/template.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { ask } from '../../ui/worker-client.ts';

export interface ExportText {
  readonly text: { readonly ok: true; readonly text: string } | ErrorReply;
  /** When the credentials expire, in epoch ms; 0 if they could not be fetched. */
  readonly expiration: number;
}

/**
 * The text in the chosen format. If the format cannot contain a value, the error says so. Every other error becomes
 * INTERNAL, because its text could contain a secret.
 */
function rendered(render: () => string): ExportText['text'] {
  try {
    return { ok: true, text: render() };
  } catch (error) {
    return toErrorReply(error, 'export');
  }
}

/**
 * Fetches the credentials of a role and returns them as text in `format`. Never throws. Keeps no copy of the keys.
 * @param session key of the session to which the role belongs.
 * @param region the region to set, or the empty string.
 * @param name the profile name for formats that contain a name. An invalid name is ignored.
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
