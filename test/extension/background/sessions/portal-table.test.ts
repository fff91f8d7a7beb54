import { expect, it, vi } from 'vitest';
import { createPortalTable } from '../../../../extension/background/sessions/portal-table.ts';
import { fakeArea } from '../fakes.ts';

const startUrl = 'https://demo.awsapps.com/start';
const usual = { startUrl, isPrivate: false };
const hidden = { startUrl, isPrivate: true };

async function bothKept() {
  const areas = { local: fakeArea(), session: fakeArea() };
  const table = createPortalTable<string>(areas, 'seen');
  await table.change(usual, () => 'usual');
  await table.change(hidden, () => 'private');
  return { areas, table };
}

it('the table of portals stores entries of private windows separately, and only in memory', async () => {
  const { areas, table } = await bothKept();
  expect([await table.of(usual), await table.of(hidden)]).toEqual(['usual', 'private']);
  expect(await areas.local.get(null)).toEqual({ seen: { [startUrl]: 'usual' } });
  expect(await areas.session.get(null)).toEqual({ seen: { [startUrl]: 'private' } });
  expect(await table.lasting()).toEqual([[startUrl, 'usual']]);
});

it('the table of portals can forget the entries of private windows without the entries of normal windows', async () => {
  const { table } = await bothKept();
  await table.forgetPrivate();
  expect([await table.of(usual), await table.of(hidden)]).toEqual(['usual', undefined]);
});

it('the table of portals can forget one portal in normal and private windows; other portals do not change', async () => {
  const { areas, table } = await bothKept();
  const other = { startUrl: 'https://other.awsapps.com/start', isPrivate: false };
  await table.change(other, () => 'other');
  await table.forget(startUrl);
  expect([await table.of(usual), await table.of(hidden), await table.of(other)]).toEqual([
    undefined,
    undefined,
    'other',
  ]);
  expect(await areas.local.get(null)).toEqual({ seen: { [other.startUrl]: 'other' } });
});

it('the table of portals can forget all entries', async () => {
  const { areas, table } = await bothKept();
  await table.forgetAll();
  expect([await areas.local.get(null), await areas.session.get(null)]).toEqual([{}, {}]);
});

it('the table of portals has no entry under a name that every JavaScript object contains, such as `constructor`', async () => {
  const { table } = await bothKept();
  expect(await table.of({ startUrl: 'constructor', isPrivate: false })).toBeUndefined();
});

it('the table of portals makes changes one after another, and does not write a value that is unchanged', async () => {
  const { areas, table } = await bothKept();
  await Promise.all(['a', 'b'].map((more) => table.change(usual, (before) => `${before} ${more}`)));
  expect(await table.of(usual)).toBe('usual a b');
  const set = vi.spyOn(areas.local, 'set');
  await table.change(usual, (before) => before ?? '');
  expect(set).not.toHaveBeenCalled();
});
