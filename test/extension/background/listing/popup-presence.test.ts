import { describe, expect, it } from 'vitest';
import { createPresence } from '../../../../extension/background/listing/popup-presence.ts';

function watched() {
  const told: boolean[] = [];
  const timers: (() => void)[] = [];
  const presence = createPresence(
    (task) => timers.push(task),
    (present) => void told.push(present),
  );
  return { presence, told, pass: () => timers.splice(0).map((task) => task()) };
}

describe('whether a popup is open', () => {
  it('ends with the last port, even right after a message', () => {
    const { presence, told } = watched();
    presence.message();
    presence.portOpened();
    presence.portOpened();
    presence.portClosed();
    expect(told).toEqual([true]);
    presence.portClosed();
    expect(told).toEqual([true, false]);
  });

  it('lasts a while after a message without a port', () => {
    const { presence, told, pass } = watched();
    presence.message();
    presence.message();
    expect(told).toEqual([true]);
    pass();
    expect(told).toEqual([true, false]);
  });
});
