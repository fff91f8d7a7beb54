// The script of the portal's page. It finishes a sign-in, and it sets and removes the cookie of the session.
const main = document.querySelector('main');
const portal = JSON.parse(main.dataset.portal);
const COOKIE = 'x-amz-sso_authn';

function setCookie(value, maxAge) {
  // biome-ignore lint/suspicious/noDocumentCookie: the real page sets the cookie in this way.
  document.cookie = `${COOKIE}=${value}; path=/; secure; samesite=${portal.sameSite}; max-age=${maxAge}`;
}

function readCookie() {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${COOKIE}=`));
  return found?.slice(COOKIE.length + 1);
}

async function showView() {
  const answer = await fetch(`${portal.path}/view`, { cache: 'no-store' });
  main.innerHTML = await answer.text();
}

async function keepToken(token) {
  if (!portal.cookieHttpOnly) return setCookie(token, portal.maxAge);
  await fetch(`${portal.path}/session`, { method: 'POST', body: new URLSearchParams({ token }) });
}

async function finishSignIn(query) {
  const body = new URLSearchParams({
    authCode: query.get('workflowResultHandle'),
    state: query.get('state'),
    orgId: portal.alias,
  });
  const headers = { 'x-amz-sso-csrf-token': query.get('wdc_csrf_token') };
  const answer = await fetch(`${portal.apiOrigin}/auth/sso-token`, { method: 'POST', headers, body });
  const { token } = await answer.json();
  await new Promise((resolve) => setTimeout(resolve, portal.cookieDelayMs));
  if (token) await keepToken(token);
  history.replaceState(null, '', `${portal.path}/#/?tab=accounts`);
  await showView();
}

async function signOut() {
  const token = readCookie();
  if (token) {
    const headers = { 'x-amz-sso_bearer_token': token, 'x-amz-sso-bearer-token': token };
    await fetch(`${portal.apiOrigin}/logout`, { method: 'POST', headers }).catch(() => undefined);
    setCookie('', 0);
  } else {
    await fetch(`${portal.path}/session/end`, { method: 'POST' });
  }
  await showView();
}

document.addEventListener('click', (event) => {
  if (event.target.closest?.('#sign-out')) signOut();
});
const query = new URLSearchParams(location.search);
if (query.has('workflowResultHandle')) finishSignIn(query);
