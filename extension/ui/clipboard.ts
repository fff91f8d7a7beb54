import { type ErrorReply, KeyferryError, toErrorReply } from '#core/errors.ts';

/** What stands in for the text in a write that is to come to nothing. */
type Text = { readonly ok: true; readonly text: string } | ErrorReply;

/**
 * Puts a text that is still being fetched on the clipboard. Must be called inside the click or key press: Firefox
 * refuses a write that begins seconds later, so the write begins now and waits for `text` (docs/DECISIONS.md, 20).
 * @returns null when it is there, else the refusal: `text`'s own, or CLIPBOARD_REFUSED.
 */
export async function copyText(text: Promise<Text>): Promise<ErrorReply | null> {
  const blob = text.then((given) => {
    if (!given.ok) throw new Error(given.code);
    return new Blob([given.text], { type: 'text/plain' });
  });
  // Where the browser refuses at once it never looks at the promise; its failure is told by `text` below.
  blob.catch(() => undefined);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return null;
  } catch {
    const given = await text;
    return given.ok ? toErrorReply(new KeyferryError('CLIPBOARD_REFUSED'), 'clipboard') : given;
  }
}

/** `copyText` for a text already at hand. */
export const copyNow = (text: string): Promise<ErrorReply | null> => copyText(Promise.resolve({ ok: true, text }));
