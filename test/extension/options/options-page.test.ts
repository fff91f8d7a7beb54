import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../../waiting.ts';
import { button, open, page, requested, sent, waitText } from '../popup/driven-page.ts';
import { popup, view } from '../popup/preview/fixtures.ts';

describe('the options page', () => {
  it('saves a change at once and shows a message', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#default-region');
    await page.type('#default-region', 'eu-west-1');
    await waitText('[role=status]', 'Saved.');
    expect((await sent('options/set-settings')).at(-1)).toMatchObject({ settings: { defaultRegion: 'eu-west-1' } });
    expect(await sent('options/set-settings')).toHaveLength(1);
  });

  it('erases the options and all other data only after a question', async () => {
    await open(popup(view()), 'options');
    await button('Forget everything …').click();
    expect(await sent('options/forget-everything')).toEqual([]);
    await page.locator('dialog .danger').click();
    await waitText('[role=status]', 'Everything was forgotten.');
  });
});

describe('notifications', () => {
  const box = () =>
    page.locator('aria/Show a notification five minutes before a profile runs out').setTimeout(PATIENCE_MS);
  const checked = () => page.$eval('[aria-describedby=notify-note]', (each) => (each as HTMLInputElement).checked);

  it('are off at first; a click asks for the permission, and the option is saved if the user allows it', async () => {
    await open({ ...popup(view()), allows: true }, 'options');
    await box().click();
    await waitText('.saved', 'Saved');
    expect(await requested()).toEqual([['notifications']]);
    expect(await sent('options/set-settings')).toMatchObject([{ settings: { notifyBeforeExpiry: true } }]);
  });

  it('stay off if the browser refuses the permission', async () => {
    await open(popup(view()), 'options');
    await box().click();
    await waitText('#notify-note', 'did not allow notifications');
    expect(await checked()).toBe(false);
    expect(await sent('options/set-settings')).toEqual([]);
  });
});
