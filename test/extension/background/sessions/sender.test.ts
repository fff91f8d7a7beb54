import { describe, expect, it } from 'vitest';
import { type BrowserSender, classify } from '../../../../extension/background/sessions/sender.ts';
import { options, own, popup, portalPage, question } from '../fakes.ts';

const classOf = (sender: BrowserSender) => classify(sender, own)?.class ?? null;

describe('the sender of a message', () => {
  it('is recognised if it is the popup (also in a tab), the options page or the question window', () => {
    expect(classOf(popup)).toBe('popup');
    expect(classOf({ ...popup, frameId: 0, tab: { id: 4, incognito: false } })).toBe('popup');
    expect(classOf(options)).toBe('options');
    expect(classOf({ ...question, frameId: 0, tab: { id: 9, incognito: false } })).toBe('question');
  });

  it('is recognised as a portal page, and Keyferry also learns the cookie store of the page', () => {
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
    ['the id of another extension', { ...popup, id: 'other' }],
    ['no id', { url: own.popupUrl }],
    ['a query in the address', { ...popup, url: `${own.popupUrl}?x` }],
    ['a fragment in the address', { ...popup, url: `${own.popupUrl}#x` }],
    ['the frame id of an iframe', { ...popup, frameId: 3, tab: { id: 1, incognito: false } }],
    [
      'the address of another page of the extension',
      { ...popup, url: 'chrome-extension://keyferryid/extension/popup/other.html' },
    ],
    ['the popup address of another extension', { ...popup, url: 'chrome-extension://evil/extension/popup/index.html' }],
  ])('attack 2: is not recognised as the popup if it has %s', (_, sender) => {
    expect(classOf(sender)).toBeNull();
  });

  it.each<[string, BrowserSender]>([
    ['the id of another extension', { ...question, id: 'other' }],
    ['no id', { url: own.questionUrl }],
    ['a query in the address', { ...question, url: `${own.questionUrl}?id=1` }],
    ['a fragment in the address', { ...question, url: `${own.questionUrl}#x` }],
    ['the frame id of an iframe', { ...question, frameId: 3, tab: { id: 1, incognito: false } }],
    ['the address of a web page', { ...question, url: 'https://evil.example/extension/question/index.html' }],
    ['the page of another extension', { ...question, url: 'chrome-extension://evil/extension/question/index.html' }],
  ])('attack 68: is not recognised as the question window if it has %s', (_, sender) => {
    expect(classOf(sender)).toBeNull();
  });

  it('attack 68: is recognised as a portal page, not as the question window, if it is a content script', () => {
    expect(classOf({ ...portalPage(), origin: new URL(portalPage().url ?? '').origin })).toBe('portal');
  });

  const page = portalPage();
  it.each<[string, BrowserSender]>([
    ['a look-alike domain', portalPage('https://awsapps.com.evil.tld/start')],
    ['a longer look-alike domain', portalPage('https://demo.awsapps.com.evil.tld/start')],
    ['a look-alike subdomain', portalPage('https://a.b.awsapps.com/start')],
    ['the scheme http', portalPage('http://demo.awsapps.com/start')],
    ['a user name in the URL', portalPage('https://demo.awsapps.com@evil.tld/start')],
    ['a user name and password on the real host', portalPage('https://x:y@demo.awsapps.com/start')],
    ['a port', portalPage('https://demo.awsapps.com:8443/start')],
    ['the path of another product', portalPage('https://demo.awsapps.com/workmail')],
    ['a path that only begins alike', portalPage('https://demo.awsapps.com/startling')],
    ['the start URL of Builder ID', portalPage('https://view.awsapps.com/start')],
    ['a data: URL', { ...page, url: 'data:text/html,x', origin: 'null' }],
    ['an opaque origin', { ...page, origin: 'null' }],
    ['another origin', { ...page, origin: 'https://evil.awsapps.com' }],
    ['the frame id 3', { ...page, frameId: 3 }],
    ['no frame id', { ...page, frameId: undefined }],
    ['no tab', { ...page, tab: undefined }],
    ['the URL about:blank', { ...page, url: 'about:blank', origin: 'https://demo.awsapps.com' }],
    ['no URL', { ...page, url: undefined }],
  ])('attack 3: is not recognised as a portal page if it has %s', (_, sender) => {
    expect(classOf(sender)).toBeNull();
  });
});
