import { cpus } from 'node:os';
import { benchCliProfiles } from '../test/bench/cli-profiles.ts';
import { benchClick } from '../test/bench/click.ts';
import { benchCommands } from '../test/bench/commands.ts';
import { benchHost } from '../test/bench/host.ts';
import { benchInstalled } from '../test/bench/installed.ts';
import { benchListing } from '../test/bench/listing.ts';
import { benchLiveClient } from '../test/bench/live-client.ts';
import type { Row } from '../test/bench/measure.ts';
import { benchMemory } from '../test/bench/memory.ts';
import { benchPicker } from '../test/bench/picker.ts';
import { benchPopup } from '../test/bench/popup.ts';
import { benchSizes } from '../test/bench/sizes.ts';
import { benchTogether } from '../test/bench/together.ts';
import { benchCrowd, benchUpsert } from '../test/bench/upsert.ts';
import build from './build.ts';
import { ensureDebianPackages } from './debian-packages.ts';

type Bench = () => Row[] | Promise<Row[]>;

/**
 * The groups of benchmarks. `npm run bench -- NAME…` runs the groups with these names. The table shows the groups in
 * this order.
 */
const groups: Readonly<Record<string, readonly Bench[]>> = {
  sizes: [benchSizes],
  host: [benchHost, benchInstalled],
  commands: [benchCommands, benchPicker],
  live: [benchLiveClient],
  upsert: [benchUpsert, benchCrowd],
  configure: [benchCliProfiles],
  click: [benchClick, benchTogether],
  listing: [benchListing],
  popup: [benchPopup, benchMemory],
};

function print(rows: readonly Row[]): void {
  for (const { what, figure, aim, met } of rows) {
    console.log(`| ${what} | ${figure} | ${aim || '—'} | ${met === null ? '' : met ? 'met' : 'MISSED'} |`);
  }
}

/** The benchmarks in these groups, or in all groups if there are no names. Null if a name is unknown. */
function chosen(names: readonly string[]): readonly Bench[] | null {
  const unknown = names.filter((name) => !Object.hasOwn(groups, name));
  if (unknown.length === 0)
    return (names.length > 0 ? names : Object.keys(groups)).flatMap((name) => groups[name] ?? []);
  console.error(
    `keyferry: there is no benchmark ${unknown.join(', ')}; choose from ${Object.keys(groups).join(', ')}.`,
  );
  return null;
}

/**
 * Builds Keyferry, runs the benchmarks and prints a table of figures. If a figure is a ratio, both numbers of the ratio
 * come from the same run. Returns the exit status, which is 1 if a figure misses its aim.
 */
export default async function main(names: readonly string[] = []): Promise<number> {
  const benches = chosen(names);
  if (!benches) return 2;
  ensureDebianPackages({ browsers: true, firefox: false, shells: false, desktop: false });
  await build();
  console.log(`\nNode ${process.version}, ${cpus().length} cores; medians.\n`);
  console.log('| what | figure | aim | |\n|---|---|---|---|');
  let missed = false;
  for (const bench of benches) {
    const rows = await bench();
    print(rows);
    missed ||= rows.some(({ met }) => met === false);
  }
  return missed ? 1 : 0;
}
