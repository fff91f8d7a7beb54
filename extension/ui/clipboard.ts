import { type ErrorReply, KeyferryError, toErrorReply } from '#core/errors.ts';

/** The text to copy, or why there is none. */
type Text = { readonly ok: true; readonly text: string } | ErrorReply;

/**
 * Copies a text that is still being fetched. Must be called inside the click or key press: Firefox refuses a write that
 * begins later, so the write begins now and waits for `text` (docs/DECISIONS.md, 20). Never throws.
 * @returns null on success, else the error of `text`, or CLIPBOARD_REFUSED.
 */
export async function copyText(text: Promise<Text>): Promise<ErrorReply | null> {
  const blob = text.then((given) => {
    if (!given.ok) throw new Error(given.code);
    return new Blob([given.text], { type: 'text/plain' });
  });
  // A browser that refuses at once never reads the promise; the error is then read from `text` below.
  blob.catch(() => undefined);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return null;
  } catch {
    const given = await text;
    return given.ok ? toErrorReply(new KeyferryError('CLIPBOARD_REFUSED'), 'clipboard') : given;
  }
}

/** `copyText` for a text that is already there. */
export const copyNow = (text: string): Promise<ErrorReply | null> => copyText(Promise.resolve({ ok: true, text }));
