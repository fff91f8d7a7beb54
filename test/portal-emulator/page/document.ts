import type { LiveOptions } from '../options.ts';
import type { Portal } from '../portals.ts';
import { escapeHtml, scriptJson } from './escape.ts';
import script from './page.js?raw';
import { style } from './style.ts';

/** The `script#env` of the portal's page. It has the same fields that public programs read in the real page. */
function env(portal: Portal, region: string, options: LiveOptions): string {
  if (typeof options.env === 'string') return options.env;
  return scriptJson(
    options.env ?? {
      region,
      partition: portal.partition,
      stage: 'prod',
      oidcApiEndpoint: `https://oidc.${region}.amazonaws.com`,
      FDLEnabled: true,
      PKCEEnabled: true,
      allowAllCookiesByDefault: false,
      panoramaEnabled: true,
      shortbreadEnabled: true,
    },
  );
}

function regionMark(portal: Portal, options: LiveOptions): string {
  const region = options.pageRegion ?? portal.region;
  if (options.regionBy === 'env') {
    return `<script id="env" type="application/json">${env(portal, region, options)}</script>`;
  }
  return options.regionBy === 'meta' ? `<meta name="region" content="${escapeHtml(region)}">` : '';
}

/** Data for the script of the page. */
function scriptData(portal: Portal, options: LiveOptions): string {
  return JSON.stringify({
    alias: portal.alias,
    path: portal.path,
    apiOrigin: portal.apiOrigin,
    cookieDelayMs: options.cookieDelayMs,
    cookieHttpOnly: options.cookieHttpOnly,
    sameSite: options.cookieSameSite,
    maxAge: Math.floor(options.portalSessionMs / 1000),
  });
}

/** The whole page of the portal, with `view` as its content. */
export function portalDocument(portal: Portal, options: LiveOptions, view: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>AWS access portal</title>
${regionMark(portal, options)}
<style>${style}</style>
</head>
<body>
<header><strong>access portal</strong><span>${escapeHtml(portal.alias)}</span></header>
<main data-portal="${escapeHtml(scriptData(portal, options))}">${view}</main>
<script type="module">${script}</script>
</body>
</html>`;
}

/** A page of another product on the same host as the portal. It can read the cookie of the portal. */
export function otherProductDocument(): string {
  return '<!doctype html><html lang="en"><title>Another product</title><h1>Another product</h1></html>';
}
