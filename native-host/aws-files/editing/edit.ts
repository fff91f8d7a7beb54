import type { Splice } from '#core/ini/document.ts';

/** What becomes of a text: the new one, or the changes of it, in its order. */
export type Edit = (text: string) => string | readonly Splice[];
