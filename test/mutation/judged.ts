import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run-mutants.ts';

/** The reason why each of these mutants may survive. The keys are the names of the mutants, which namesOf() makes. */
export type Judged = Readonly<Record<string, string>>;

/** Reads the list of mutants that may survive. */
export const readJudged = (): Judged =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'equivalent.json'), 'utf8')) as Judged;

/**
 * The mutants that survived in these rooms, although they are not in the list of mutants that may survive.
 * @param rooms the rooms in which every survivor needs a reason in the list
 */
export const unjudged = (outcomes: readonly Outcome[], judged: Judged, rooms: readonly string[]): Outcome[] =>
  outcomes.filter(
    ({ room, name, fate }) => (fate === 'survived' || fate === 'no test') && rooms.includes(room) && !(name in judged),
  );

/** One row of the table: what happened to the mutants of a room. */
function row(room: string, outcomes: readonly Outcome[], judged: Judged): string {
  const count = (...fates: readonly Outcome['fate'][]) => outcomes.filter(({ fate }) => fates.includes(fate)).length;
  const ran = outcomes.length - count('not run');
  const noticed = count('noticed', 'loops');
  const survived = outcomes.filter(({ fate }) => fate === 'survived' || fate === 'no test');
  const equivalent = survived.filter(({ name }) => name in judged).length;
  const score = ran === equivalent ? '-' : `${((100 * noticed) / (ran - equivalent)).toFixed(1)} %`;
  return `| ${room} | ${ran} | ${noticed} | ${equivalent} | ${survived.length - equivalent} | ${count('not run')} | ${score} |`;
}

/**
 * The table of all rooms. The score is the share of mutants that a test noticed. Survivors that are in the list of
 * mutants that may survive do not change the score.
 */
export function mutantTable(outcomes: readonly Outcome[], judged: Judged): string[] {
  const rooms = [...new Set(outcomes.map(({ room }) => room))];
  return [
    '| room | ran | noticed | survived, judged | survived, not judged | not run | score |',
    '|---|---|---|---|---|---|---|',
    ...rooms.map((room) =>
      row(
        room,
        outcomes.filter((each) => each.room === room),
        judged,
      ),
    ),
  ];
}

/**
 * Adds the rows of an earlier table for the rooms that are not in this table.
 * @param earlier a text with the earlier table
 * @param rooms all rooms in the order of the result
 */
export function withEarlierRows(table: readonly string[], earlier: string, rooms: readonly string[]): string[] {
  const before = earlier.split('\n').filter((line) => /^\| [^|]+ (\| \d+ ){5}\|/.test(line));
  const rowOf = (room: string) => [...table, ...before].find((line) => line.startsWith(`| ${room} |`));
  return [...table.slice(0, 2), ...rooms.flatMap((room) => rowOf(room) ?? [])];
}
