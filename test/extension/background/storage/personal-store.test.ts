import { expect, it, vi } from 'vitest';
import { nothingPersonal, type Personal } from '#core/personal.ts';
import { createPersonalStore } from '../../../../extension/background/storage/personal-store.ts';
import { fakeArea } from '../fakes.ts';

const data = (label: string): Personal => ({ accounts: { '111122223333': { label } }, roles: {} });

function withTwoUsers() {
  const stored = { 'personal a': data('a'), 'personal b': data('b'), settings: {} };
  const local = fakeArea(new Map(Object.entries(stored)));
  const store = createPersonalStore({ local, session: fakeArea() }, () => 0);
  return { local, store, stored };
}

it('one change of the data of several users causes only one write to storage', async () => {
  const { local, store, stored } = withTwoUsers();
  const set = vi.spyOn(local, 'set');
  await store.changeStored(async (all) => new Map([...all].map(([key]) => [key, data(`new ${key}`)])));
  expect(set).toHaveBeenCalledTimes(1);
  expect(await local.get(null)).toEqual({ ...stored, 'personal a': data('new a'), 'personal b': data('new b') });
});

it('a change that fails writes nothing to storage, and later changes still work', async () => {
  const { local, store, stored } = withTwoUsers();
  const failing = store.changeStored(async () => {
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  expect(await local.get(null)).toEqual(stored);
  await store.change({ key: 'a', isPrivate: false, user: 'jo' }, () => nothingPersonal);
  expect(await local.get('personal a')).toEqual({ 'personal a': nothingPersonal });
});
