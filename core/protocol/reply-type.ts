/** Gives a message the type of its reply. TypeScript uses only the type. No code uses the returned value. */
export const reply = <T>() => undefined as unknown as T;
