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

describe('the state “a popup is open”', () => {
  it('ends when the popup’s last port closes, even if the popup sent a message just before', () => {
    const { presence, told } = watched();
    presence.message();
    presence.portOpened();
    presence.portOpened();
    presence.portClosed();
    expect(told).toEqual([true]);
    presence.portClosed();
    expect(told).toEqual([true, false]);
  });

  it('lasts for a limited time after a message from a popup that has opened no port', () => {
    const { presence, told, pass } = watched();
    presence.message();
    presence.message();
    expect(told).toEqual([true]);
    pass();
    expect(told).toEqual([true, false]);
  });
});
