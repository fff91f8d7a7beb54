/*
 * Control characters, Unicode's class Cc, as the rest of all there is: V8 checks every pattern of a program that it reads,
 * used or not, and for a class by its name that takes as long as for a thousand characters of anything else.
 */
export const CONTROL = /[^ -~\u{a0}-\u{10ffff}]/u;

/** The same, for all of them in a text. */
export const CONTROLS = new RegExp(CONTROL, 'gu');
