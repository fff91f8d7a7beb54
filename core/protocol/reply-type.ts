/** Declares the type of a reply. Only the type is used, never the returned value. */
export const reply = <T>() => undefined as unknown as T;
