import { expect, it } from 'vitest';
import { browserNameOf } from '../../../../extension/background/browser/browser-name.ts';

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const brands = (...names: string[]) => ({ brands: names.map((brand) => ({ brand })) });

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', undefined, 'Firefox'],
  [chrome, brands('Not(A:Brand', 'Chromium', 'Google Chrome'), 'Google Chrome'],
  [chrome, brands('Chromium', 'Microsoft Edge', 'Not/A)Brand'), 'Microsoft Edge'],
  [chrome, brands('Chromium', 'Not_A Brand'), 'Chromium'],
  [chrome, undefined, 'Chromium'],
  [chrome, brands('x'.repeat(500)), 'x'.repeat(128)],
])(
  'from the user agent %s and the brands %j, Keyferry reads the browser’s name %j',
  (userAgent, userAgentData, name) => {
    expect(browserNameOf({ userAgent, userAgentData })).toBe(name);
  },
);
