import { render } from 'preact';
import { api } from '../ui/browser-api.ts';
import { loadInstallCommand } from '../ui/install-line.tsx';
import { App } from './app.tsx';
import { readCopyFormats } from './role/copy-formats.ts';
import { readHintDismissed } from './shell/dismissed-hint.ts';
import { keepOpenOnEscape } from './shell/escape-key.ts';
import { fitWindow } from './shell/fit-window.ts';
import { holdPopupPort } from './shell/popup-port.ts';
import { readStored } from './shell/stored.ts';

// If the page is open in a tab, the page may become narrower than the popup.
if (!api.extension.getViews({ type: 'popup' }).includes(window)) document.documentElement.dataset.place = 'tab';
const root = document.getElementById('app');
const [stored, formats, hintDismissed] = await Promise.all([readStored(), readCopyFormats(), readHintDismissed()]);
// Loads the install command before the first render. So if the host is missing, the banner shows the command at once,
// and nothing on the page moves later.
if (stored.view?.host.state === 'failed') await loadInstallCommand();
if (root) render(<App {...{ stored, formats, hintDismissed }} />, root);
void loadInstallCommand();
keepOpenOnEscape();
fitWindow();
holdPopupPort();
