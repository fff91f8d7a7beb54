import { render } from 'preact';
import { App } from './app.tsx';
import { readCopyFormats } from './copy-formats.ts';
import { readStored } from './stored.ts';

const root = document.getElementById('app');
const [stored, formats] = await Promise.all([readStored(), readCopyFormats()]);
if (root) render(<App stored={stored} formats={formats} />, root);
