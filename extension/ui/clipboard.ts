import { type ErrorReply, KeyferryError, toErrorReply } from '#core/errors.ts';

/** The text to copy, or the error that prevented it. */
type Text = { readonly ok: true; readonly text: string } | ErrorReply;

/**
 * Copies a text that is still being fetched. Call it directly in the handler of a click or key press, because Firefox
 * refuses a clipboard write that begins later. The write begins at once and waits for `text` (docs/DECISIONS.md, 20).
 * Never throws.
 * @returns null on success, otherwise the error that `text` contains, or CLIPBOARD_REFUSED
 */
export async function copyText(text: Promise<Text>): Promise<ErrorReply | null> {
  const blob = text.then((given) => {
    if (!given.ok) throw new Error(given.code);
    return new Blob([given.text], { type: 'text/plain' });
  });
  // If the browser refuses the write at once, it does not use this promise. If the promise then failed, the browser
  // would report an unhandled error. This line prevents that.
  blob.catch(() => undefined);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return null;
  } catch {
    const given = await text;
    return given.ok ? toErrorReply(new KeyferryError('CLIPBOARD_REFUSED'), 'clipboard') : given;
  }
}

/** Copies a text that is available at once. */
export const copyNow = (text: string): Promise<ErrorReply | null> => copyText(Promise.resolve({ ok: true, text }));
