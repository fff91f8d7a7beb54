/** Gives only the type of a reply. The returned value is never used. */
export const reply = <T>() => undefined as unknown as T;
