import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run-mutants.ts';

/** Why a mutant may survive, by its name: see namesOf(). */
export type Judged = Readonly<Record<string, string>>;

/** The list of judged survivors. */
export const readJudged = (): Judged =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'equivalent.json'), 'utf8')) as Judged;

/** Survivors in these rooms that nobody has judged. @param rooms the rooms in which every survivor must be judged */
export const unjudged = (outcomes: readonly Outcome[], judged: Judged, rooms: readonly string[]): Outcome[] =>
  outcomes.filter(
    ({ room, name, fate }) => (fate === 'survived' || fate === 'no test') && rooms.includes(room) && !(name in judged),
  );

/** One line of the table: the counts of a room. */
function row(room: string, outcomes: readonly Outcome[], judged: Judged): string {
  const count = (...fates: readonly Outcome['fate'][]) => outcomes.filter(({ fate }) => fates.includes(fate)).length;
  const ran = outcomes.length - count('not run');
  const noticed = count('noticed', 'loops');
  const survived = outcomes.filter(({ fate }) => fate === 'survived' || fate === 'no test');
  const equivalent = survived.filter(({ name }) => name in judged).length;
  const score = ran === equivalent ? '-' : `${((100 * noticed) / (ran - equivalent)).toFixed(1)} %`;
  return `| ${room} | ${ran} | ${noticed} | ${equivalent} | ${survived.length - equivalent} | ${count('not run')} | ${score} |`;
}

/** The table of all rooms. The score is the share of noticed mutants among those that are not judged as equivalent. */
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
