import type { Account } from '../organisation.ts';
import type { Portal } from '../portals.ts';
import type { Session } from '../sessions.ts';
import { escapeHtml } from './escape.ts';

/** The sign-in form. */
export function signInForm(portal: Portal, complaint = ''): string {
  return `<form method="post" action="${escapeHtml(portal.path)}/sign-in">
<h1>Sign in</h1>
<p>${complaint ? escapeHtml(complaint) : `AWS access portal of ${escapeHtml(portal.alias)}`}</p>
<label for="username">Username</label>
<input id="username" name="username" autocomplete="off" required>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="off" required>
<button>Sign in</button>
</form>`;
}

/** What the page shows while it waits for its token. */
export const signingInView = '<h1>Signing you in…</h1>';

function roleItem(accountId: string, roleName: string): string {
  const query = new URLSearchParams({ account_id: accountId, role_name: roleName });
  const link = `#/console?${escapeHtml(query.toString())}`;
  return `<li><a href="${link}">${escapeHtml(roleName)}</a><a href="#/">Access keys</a></li>`;
}

function accountItem({ accountId, accountName, emailAddress, roles }: Account, index: number): string {
  return `<details${index === 0 ? ' open' : ''}>
<summary>${escapeHtml(accountName)}<small>${escapeHtml(accountId)} | ${escapeHtml(emailAddress)}</small></summary>
<ul>${roles.map((role) => roleItem(accountId, role)).join('')}</ul>
</details>`;
}

/** What the page shows to a person who is signed in: accounts and roles. */
export function accountsView({ user, organisation: { accounts } }: Session): string {
  const list = accounts.length > 0 ? `<div class="accounts">${accounts.map(accountItem).join('')}</div>` : '';
  const count = accounts.length > 0 ? `Accounts (${accounts.length})` : 'You have no AWS accounts here.';
  return `<div class="title">
<div><h1>AWS access portal</h1><p>${count} · signed in as ${escapeHtml(user)}</p></div>
<button id="sign-out" type="button">Sign out</button>
</div>
${list}`;
}
