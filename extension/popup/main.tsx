import { render } from 'preact';
import { api } from '../ui/browser-api.ts';
import { App } from './app.tsx';
import { loadOneStep } from './lazy-one-step.ts';
import { bePresent } from './presence.ts';
import { screenFor } from './screen.ts';
import { readStored } from './stored.ts';

// A tab may be narrower than the popup.
if (!api.extension.getViews({ type: 'popup' }).includes(window)) document.documentElement.dataset.place = 'tab';
const root = document.getElementById('app');
const stored = await readStored();
if (screenFor(stored.view, stored.index, null).is !== 'list') await loadOneStep();
if (root) render(<App stored={stored} />, root);
bePresent();
