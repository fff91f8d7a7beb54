import { render } from 'preact';
import { api } from '../ui/browser-api.ts';
import { App } from './app.tsx';
import { loadRoleParts } from './role/lazy-role-parts.ts';
import { bePresent } from './shell/presence.ts';
import { readStored } from './shell/stored.ts';
import { loadOneStep } from './sign-in/lazy-screen-switch.ts';
import { hasBanner, screenFor } from './sign-in/which-screen.ts';

// A tab may be narrower than the popup.
if (!api.extension.getViews({ type: 'popup' }).includes(window)) document.documentElement.dataset.place = 'tab';
const root = document.getElementById('app');
const stored = await readStored();
const first = screenFor(stored.view, stored.index, null);
if (first.is !== 'list') await loadOneStep();
else if (stored.view && hasBanner(stored.view)) await loadRoleParts();
if (root) render(<App stored={stored} />, root);
bePresent();
