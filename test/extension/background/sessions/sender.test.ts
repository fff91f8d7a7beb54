import { describe, expect, it } from 'vitest';
import { type BrowserSender, classify } from '../../../../extension/background/sessions/sender.ts';
import { options, own, popup, portalPage } from '../fakes.ts';

const classOf = (sender: BrowserSender) => classify(sender, own)?.class ?? null;

describe('the sender of a message', () => {
  it('is recognised: the popup, also in a tab, and the options page', () => {
    expect(classOf(popup)).toBe('popup');
    expect(classOf({ ...popup, frameId: 0, tab: { id: 4, incognito: false } })).toBe('popup');
    expect(classOf(options)).toBe('options');
  });

  it('is recognised: a portal page with its cookie store', () => {
    expect(classify(portalPage('https://demo.awsapps.com/start/#/?tab=accounts'), own)).toEqual({
      class: 'portal',
      place: {
        startUrl: 'https://demo.awsapps.com/start',
        label: 'demo',
        partition: 'aws',
        region: null,
        store: 'default',
        isPrivate: false,
      },
    });
    expect(classify(portalPage(undefined, { incognito: true }), own)).toMatchObject({
      place: { store: 'private', isPrivate: true },
    });
    expect(classify(portalPage(undefined, { cookieStoreId: 'firefox-container-2' }), own)).toMatchObject({
      place: { store: 'firefox-container-2', isPrivate: false },
    });
    const { origin: _, ...withoutOrigin } = portalPage();
    expect(classOf(withoutOrigin)).toBe('portal');
  });

  it.each([
    ['another extension', { ...popup, id: 'other' }],
    ['no id', { url: own.popupUrl }],
    ['a query', { ...popup, url: `${own.popupUrl}?x` }],
    ['a fragment', { ...popup, url: `${own.popupUrl}#x` }],
    ['an iframe of the popup', { ...popup, frameId: 3, tab: { id: 1, incognito: false } }],
    ['another page of ours', { ...popup, url: 'chrome-extension://keyferryid/extension/popup/other.html' }],
    ['another extension’s popup', { ...popup, url: 'chrome-extension://evil/extension/popup/index.html' }],
  ])('attack 2: %s is not the popup', (_, sender) => {
    expect(classOf(sender)).toBeNull();
  });

  const page = portalPage();
  it.each<[string, BrowserSender]>([
    ['a look-alike domain', portalPage('https://awsapps.com.evil.tld/start')],
    ['a longer look-alike', portalPage('https://demo.awsapps.com.evil.tld/start')],
    ['a deeper look-alike', portalPage('https://a.b.awsapps.com/start')],
    ['http', portalPage('http://demo.awsapps.com/start')],
    ['user info', portalPage('https://demo.awsapps.com@evil.tld/start')],
    ['user info on the real host', portalPage('https://x:y@demo.awsapps.com/start')],
    ['a port', portalPage('https://demo.awsapps.com:8443/start')],
    ['another product’s path', portalPage('https://demo.awsapps.com/workmail')],
    ['a path that only begins alike', portalPage('https://demo.awsapps.com/startling')],
    ['Builder ID', portalPage('https://view.awsapps.com/start')],
    ['data:', { ...page, url: 'data:text/html,x', origin: 'null' }],
    ['an opaque origin', { ...page, origin: 'null' }],
    ['another origin', { ...page, origin: 'https://evil.awsapps.com' }],
    ['frame 3', { ...page, frameId: 3 }],
    ['no frame', { ...page, frameId: undefined }],
    ['no tab', { ...page, tab: undefined }],
    ['about:blank', { ...page, url: 'about:blank', origin: 'https://demo.awsapps.com' }],
    ['no url', { ...page, url: undefined }],
  ])('attack 3: %s is not a portal', (_, sender) => {
    expect(classOf(sender)).toBeNull();
  });
});
