import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { managedSettings } from '#core/settings.ts';
import { ok, popup, view } from '../fixtures.ts';
import { click, hostFailed, type ScreenCase } from './case.ts';

/** Clicks “Import …”, and chooses a file with this text. */
export async function chooseFile(page: Page, text: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-import-'));
  const file = join(folder, 'keyferry-personal.json');
  writeFileSync(file, text);
  const [chooser] = await Promise.all([page.waitForFileChooser(), click('Import …')(page)]);
  await chooser.accept([file]);
  await page.waitForSelector('dialog.import, .problem');
  rmSync(folder, { recursive: true });
}

export const optionsScreens: readonly ScreenCase[] = [
  { name: 'options', page: 'options', fixture: popup(view()), shows: 'team-a-dev-admin' },
  {
    name: 'options-host-missing',
    page: 'options',
    fixture: popup(hostFailed('HOST_MISSING')),
    shows: 'npx keyferry install',
  },
  {
    name: 'options-invalid',
    page: 'options',
    fixture: popup(view()),
    act: async (page) => {
      await page.waitForSelector('#default-region');
      await page.type('#default-region', 'nowhere');
    },
    shows: 'This is not saved yet',
  },
  {
    name: 'options-saved',
    page: 'options',
    fixture: popup(view()),
    act: (page) => page.locator('aria/Keep the list of accounts and roles after signing out').click(),
    shows: 'Saved.',
  },
  {
    name: 'options-forget',
    page: 'options',
    fixture: popup(view()),
    act: (page) => page.click('button.danger'),
    shows: 'Forget everything?',
  },
  {
    name: 'options-forget-portal',
    page: 'options',
    fixture: popup(view()),
    act: click('Forget fresh-start'),
    shows: 'Forget fresh-start?',
  },
  {
    name: 'options-import',
    page: 'options',
    fixture: popup(view()),
    act: (page) => chooseFile(page, '{}'),
    shows: '3 added, 1 changed, 12 already here, 1 portal skipped.',
  },
  {
    name: 'options-managed',
    page: 'options',
    fixture: popup(view(), undefined, { 'options/managed-settings': ok([...managedSettings]) }),
    shows: 'Set by your administrator',
  },
  {
    name: 'options-no-portals',
    page: 'options',
    fixture: popup(view(), undefined, { 'options/list-portals': ok([]) }),
    shows: 'None yet.',
  },
];
