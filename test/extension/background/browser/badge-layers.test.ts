import { expect, it } from 'vitest';
import { createBadgeLayers } from '../../../../extension/background/browser/badge-layers.ts';

function drawn() {
  const badge = { text: '', color: '' };
  const action = {
    async setBadgeText({ text }: { text: string }) {
      badge.text = text;
    },
    async setBadgeBackgroundColor({ color }: { color: string }) {
      badge.color = color;
    },
  };
  return { badge, layers: createBadgeLayers({ action }) };
}

it('the badge shows “?” and the number of open questions, and shows the session’s countdown when no question is open', async () => {
  const { badge, layers } = drawn();
  await layers.countdown.setBadgeBackgroundColor({ color: 'amber' });
  await layers.countdown.setBadgeText({ text: '5m' });
  expect(badge).toEqual({ text: '5m', color: 'amber' });
  layers.showQuestions(1);
  expect(badge).toEqual({ text: '?', color: '#0b5cad' });
  layers.showQuestions(3);
  expect(badge.text).toBe('3?');
  await layers.countdown.setBadgeBackgroundColor({ color: 'red' });
  await layers.countdown.setBadgeText({ text: '!' });
  expect(badge).toEqual({ text: '3?', color: '#0b5cad' });
  layers.showQuestions(0);
  expect(badge).toEqual({ text: '!', color: 'red' });
});
