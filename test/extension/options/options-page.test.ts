import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/settings.ts';
import { PATIENCE_MS, untilIn } from '../../waiting.ts';
import {
  answer,
  button,
  open,
  page,
  press,
  requested,
  sent,
  store,
  text,
  waitSent,
  waitText,
} from '../popup/driven-page.ts';
import { error, importPreview, knownPortals, ok, popup, session, view } from '../popup/preview/fixtures.ts';
import { chooseFile } from '../popup/preview/screens/options.ts';

describe('the options page', () => {
  it('saves a change at once and shows a message', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#default-region');
    await page.type('#default-region', 'eu-west-1');
    await waitText('[role=status]', 'Saved.');
    expect((await sent('options/set-settings')).at(-1)).toMatchObject({ settings: { defaultRegion: 'eu-west-1' } });
    expect(await sent('options/set-settings')).toHaveLength(1);
  });

  it('asks the worker to erase all data, but only after the user confirmed a question', async () => {
    await open(popup(view()), 'options');
    await button('Forget everything …').click();
    expect(await sent('options/forget-everything')).toEqual([]);
    await page.locator('dialog .danger').click();
    await waitText('[role=status]', 'Everything was forgotten.');
  });
});

describe('notifications', () => {
  const box = () => page.locator('aria/Show a notification before a profile runs out').setTimeout(PATIENCE_MS);
  const checked = () => page.$eval('[aria-describedby=notify-note]', (each) => (each as HTMLInputElement).checked);

  it('are off by default; after a click on the option, the page asks the browser for the permission and then saves the option', async () => {
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

const saved = async () => (await sent('options/set-settings')).map((body) => (body as { settings: object }).settings);
const isOff = (selector: string) => page.$eval(selector, (each) => each.matches(':disabled'));

describe('the settings of profiles', () => {
  it('are saved at once when the user changes them', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#default-kind');
    await answer('options/set-settings', ok({ ...defaultSettings, defaultKind: 'cli' }));
    await page.select('#default-kind', 'cli');
    await waitText('#default-kind-note', 'the AWS CLI signs in by itself');
    await waitSent('options/set-settings');
    expect((await saved()).at(-1)).toMatchObject({ defaultKind: 'cli' });
    await answer('options/set-settings', ok({ ...defaultSettings, keepFresh: true, liveProfiles: true }));
    await page.click('#keep-fresh');
    await waitSent('options/set-settings', 2);
    expect((await saved()).at(-1)).toMatchObject({ keepFresh: true });
    // The worker switched on live profiles together with “Keep fresh”. The page shows the settings that the worker
    // stored.
    await page.waitForSelector('#live-profiles:checked');
  });

  it('are not saved if the number of minutes between the warning and the end of a profile is not valid', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#warn-minutes');
    await page.focus('#warn-minutes');
    await press('End', '5');
    await waitText('#warn-minutes-why', 'This is not saved yet');
    expect(await saved()).toEqual([]);
    await press('Backspace', 'Backspace', '9');
    await waitText('.saved', 'Saved');
    expect((await saved()).at(-1)).toMatchObject({ warnMinutes: 9 });
  });

  it('let the user choose three formats for copy buttons; the fourth button is always PowerShell', async () => {
    await open(popup(view()), 'options');
    const box = (id: string) => `[name=copy-format][value=${id}]`;
    await page.waitForSelector(box('bash'));
    expect(await page.$eval(box('powershell'), (each) => each.matches(':checked:disabled'))).toBe(true);
    for (const [at, id] of ['nushell', 'bash', 'json'].entries()) {
      expect(await isOff(box('fish'))).toBe(false);
      await answer(
        'options/set-settings',
        ok({ ...defaultSettings, copyFormats: ['nushell', 'bash', 'json'].slice(0, at + 1) }),
      );
      await page.click(box(id));
      await waitSent('options/set-settings', at + 1);
    }
    expect((await saved()).at(-1)).toMatchObject({ copyFormats: ['nushell', 'bash', 'json'] });
    await page.waitForSelector(`${box('fish')}:disabled`);
    expect(await isOff(box('json'))).toBe(false);
  });

  it('explain each choice of the option “Roles that the terminal may see”', async () => {
    await open(popup(view()), 'options');
    await waitText('#terminal-roles-note', 'when you set up profiles for all roles');
    for (const [at, value] of (['all', 'none'] as const).entries()) {
      await answer('options/set-settings', ok({ ...defaultSettings, terminalRoles: value }));
      await page.select('#terminal-roles', value);
      await waitSent('options/set-settings', at + 1);
      expect((await saved()).at(-1)).toMatchObject({ terminalRoles: value });
    }
    await waitText('#terminal-roles-note', 'keeps no list');
  });

  it('are shown but cannot be changed if an administrator set them', async () => {
    const answers = { 'options/managed-settings': ok(['defaultRegion', 'liveProfiles']) };
    await open(popup(view(), undefined, answers), 'options');
    await waitText('fieldset:has(#default-region) legend', 'Set by your administrator');
    expect(await Promise.all(['#default-region', '#live-profiles', '#keep-fresh'].map(isOff))).toEqual([
      true,
      true,
      false,
    ]);
    await page.click('#live-profiles').catch(() => undefined);
    expect(await saved()).toEqual([]);
  });

  it('still contain a change from a second options page after the user changes a different setting on the first page', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#live-profiles');
    await answer('options/get-settings', ok({ ...defaultSettings, liveProfiles: true }));
    await store('local', 'settings', {});
    await page.waitForSelector('#live-profiles:checked');
    await page.click('#keep-list');
    await waitSent('options/set-settings');
    expect((await saved()).at(-1)).toMatchObject({ liveProfiles: true, keepIndexAfterSignOut: true });
  });
});

describe('the list of portals', () => {
  it('shows the start URL of each portal, and for how many users the portal is confirmed', async () => {
    await open(popup(view()), 'options');
    await waitText('.portals', 'hidden-corp');
    const items = await page.$$eval('.portal-text', (all) =>
      all.map((each) => [...each.children].map(({ textContent }) => textContent)),
    );
    expect(items).toEqual([
      ['hidden-corp', session().startUrl, 'Confirmed for 2 users.'],
      [
        'fresh-start',
        knownPortals[1]?.startUrl,
        'Trusted by your administrator. Confirmed for a user without a known name.',
      ],
    ]);
  });

  it('forgets a portal only after the user confirmed a question that says which data will be erased', async () => {
    await open(popup(view()), 'options');
    await button('Forget hidden-corp').click();
    await waitText('#question-why', 'your favourites and labels there');
    await press('Escape');
    await untilIn(page, () => document.querySelector('dialog') === null);
    expect(await sent('options/forget-portal')).toEqual([]);
    await button('Forget hidden-corp').click();
    await answer('options/list-portals', ok([knownPortals[1]]));
    await page.locator('dialog .danger').click();
    await waitText('[role=status]', 'hidden-corp was forgotten.');
    expect(await sent('options/forget-portal')).toEqual([{ startUrl: session().startUrl }]);
    await untilIn(page, () => document.querySelectorAll('.portal').length === 1);
  });

  it('shows a portal at once when the user confirms the portal in the popup', async () => {
    await open(popup(view(), undefined, { 'options/list-portals': ok([]) }), 'options');
    await waitText('main', 'None yet.');
    await answer('options/list-portals', ok(knownPortals));
    await store('local', 'trusted', {});
    await waitText('.portals', 'hidden-corp');
  });
});

describe('the file with favourites and labels', () => {
  it('is downloaded when the user exports favourites and labels', async () => {
    await open(popup(view()), 'options');
    await page.evaluate(() => {
      HTMLAnchorElement.prototype.click = function record() {
        document.body.dataset.file = this.download;
      };
    });
    await button('Export').click();
    await waitText('[role=status]', 'keyferry-personal.json was downloaded.');
    expect(await page.evaluate(() => document.body.dataset.file)).toBe('keyferry-personal.json');
  });

  it('is not downloaded if there is nothing to export', async () => {
    await open(popup(view(), undefined, { 'options/export-personal': ok({ text: '', portals: 0 }) }), 'options');
    await button('Export').click();
    await waitText('[role=status]', 'There is nothing to export yet.');
  });

  it('is imported only after the user confirmed a preview of the changes', async () => {
    await open(popup(view()), 'options');
    await chooseFile(page, '{"a":1}');
    expect(await sent('options/plan-import')).toEqual([{ text: '{"a":1}' }]);
    const changes = await page.$$eval('.change', (all) => all.map((each) => each.textContent));
    expect(changes.slice(0, 2)).toEqual([
      '333344445555  Own label: Payments becomesShop',
      '333344445555  Production mark',
    ]);
    expect(await sent('options/import-personal')).toEqual([]);
    await page.locator('dialog .confirm').click();
    await waitText('[role=status]', 'Imported: 3 values added, 1 changed.');
    expect(await sent('options/import-personal')).toEqual([{ text: '{"a":1}', seen: importPreview.seen }]);
  });

  it('is not imported if the user clicks Cancel, and the same file can be chosen again', async () => {
    await open(popup(view()), 'options');
    for (const count of [1, 2]) {
      await chooseFile(page, '{}');
      await waitSent('options/plan-import', count);
      // The field must be empty. Otherwise, the browser reports no change when the user chooses the same file again.
      expect(await page.$eval('input[type=file]', (each) => (each as HTMLInputElement).value)).toBe('');
      await button('Cancel').click();
      await untilIn(page, () => document.querySelector('dialog') === null);
    }
    expect(await sent('options/import-personal')).toEqual([]);
  });

  it('causes an error message, and no preview, if the file is not valid', async () => {
    const refused = error('IMPORT_REFUSED', { why: 'the file is not JSON', remedy: 'Choose another.' });
    await open(popup(view(), undefined, { 'options/plan-import': refused }), 'options');
    await chooseFile(page, 'x');
    await waitText('[role=alert]', 'Nothing was imported because the file is not JSON. Choose another.');
    expect(await page.$('dialog')).toBeNull();
  });

  it('is not read if it is larger than 1 MB', async () => {
    await open(popup(view()), 'options');
    await chooseFile(page, ' '.repeat(1_048_577));
    expect(await text('[role=alert]')).toContain('the file is larger than 1 MB');
    expect(await sent('options/plan-import')).toEqual([]);
  });

  it('cannot be imported if the import would change nothing', async () => {
    const nothing = { ...importPreview, counts: { added: 0, changed: 0, same: 3 }, changes: [], skipped: [] };
    await open(popup(view(), undefined, { 'options/plan-import': ok(nothing) }), 'options');
    await chooseFile(page, '{}');
    await waitText('#import-counts', '0 added, 0 changed, 3 already here.');
    expect(await page.$('dialog .confirm')).toBeNull();
  });
});
