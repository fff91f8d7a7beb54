import { cpus } from 'node:os';
import { benchClick } from '../test/bench/click.ts';
import { benchCommands } from '../test/bench/commands.ts';
import { benchHost } from '../test/bench/host.ts';
import { benchInstalled } from '../test/bench/installed.ts';
import type { Row } from '../test/bench/measure.ts';
import { benchSizes } from '../test/bench/sizes.ts';
import { benchCrowd, benchUpsert } from '../test/bench/upsert.ts';
import build from './build.ts';
import { ensureDebianPackages } from './debian-packages.ts';

function print(rows: readonly Row[]): void {
  for (const { what, figure, aim, met } of rows) {
    console.log(`| ${what} | ${figure} | ${aim || '—'} | ${met === null ? '' : met ? 'met' : 'MISSED'} |`);
  }
}

/** Builds, measures, prints the table. Ratios are of one run on one machine. Returns 1 where an aim is missed. */
export default async function main(): Promise<number> {
  ensureDebianPackages({ browsers: true, firefox: false, shells: false });
  await build();
  console.log(`\nNode ${process.version}, ${cpus().length} cores; medians.\n`);
  console.log('| what | figure | aim | |\n|---|---|---|---|');
  let missed = false;
  for (const bench of [benchSizes, benchHost, benchInstalled, benchCommands, benchUpsert, benchCrowd, benchClick]) {
    const rows = await bench();
    print(rows);
    missed ||= rows.some(({ met }) => met === false);
  }
  return missed ? 1 : 0;
}
