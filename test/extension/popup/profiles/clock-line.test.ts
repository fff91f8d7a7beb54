import { expect, it } from 'vitest';
import { button, find, open, page, press, waitText } from '../driven-page.ts';
import { EXPIRATION, popup, view } from '../preview/fixtures.ts';

const HOUR = 3_600_000;
const withClock = (clockAheadMs?: number) => popup(view(clockAheadMs === undefined ? {} : { clockAheadMs }));

it.each([undefined, 60_000, -120_000])(
  'the popup shows no warning about the computer’s clock if the clock is ahead of the portal’s clock by %s ms',
  async (clockAheadMs) => {
    await open(withClock(clockAheadMs));
    await page.waitForSelector('[role=listbox]');
    expect(await page.$eval('main', (main) => main.textContent)).not.toContain('clock');
  },
);

it('the popup shows when copied keys expire in the time of the computer’s clock, even if the clock is wrong', async () => {
  await open(withClock(2 * HOUR));
  await waitText('main', 'clock is 2 h ahead of the portal’s. Turn on automatic time');
  await find('administrator');
  await press('Enter');
  await button('Copy for Bash').click();
  await waitText('[role=status]', 'Copied: Bash');
  const [shown = '', end] = await page.evaluate(
    (moment) => [
      document.querySelector('[role=status]')?.textContent ?? '',
      new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'short' }),
    ],
    EXPIRATION + 2 * HOUR,
  );
  expect(shown).toContain(`valid until ${end}`);
});
