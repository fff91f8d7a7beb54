/**
 * The style of the page, with light and dark colours. This file is a .ts file, because Vitest makes .css files empty.
 */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f5f7, #14181f);
  --card: light-dark(#ffffff, #1d232c);
  --line: light-dark(#d5d9df, #353d49);
  --ink: light-dark(#16191f, #e6e9ed);
  --quiet: light-dark(#545b64, #a3adb9);
  --accent: light-dark(#0b5cad, #6cb4ff);
  --on-accent: light-dark(#ffffff, #10151c);
}

* {
  box-sizing: border-box;
}

body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font:
    14px / 20px system-ui,
    sans-serif;
}

header {
  display: flex;
  align-items: center;
  gap: 16px;
  min-height: 48px;
  padding: 0 24px;
  background: #161d26;
  color: #ffffff;
}

header strong {
  flex: 1;
}

main {
  max-width: 880px;
  margin: 32px auto;
  padding: 0 24px;
}

h1 {
  margin: 0 0 4px;
  font-size: 24px;
  line-height: 32px;
}

p {
  margin: 0 0 20px;
  color: var(--quiet);
}

a {
  color: var(--accent);
  text-decoration: none;
}

a:hover {
  text-decoration: underline;
}

button {
  padding: 6px 20px;
  border: 1px solid currentcolor;
  border-radius: 16px;
  background: none;
  color: inherit;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

form {
  max-width: 400px;
  margin: 64px auto;
  padding: 32px;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--card);
}

form label {
  font-weight: 600;
}

form input {
  display: block;
  width: 100%;
  margin: 4px 0 16px;
  padding: 8px 12px;
  border: 1px solid var(--quiet);
  border-radius: 8px;
  background: var(--ground);
  color: inherit;
  font: inherit;
}

form button {
  width: 100%;
  border-color: var(--accent);
  background: var(--accent);
  color: var(--on-accent);
}

.title {
  display: flex;
  align-items: start;
  justify-content: space-between;
}

.accounts {
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--card);
  overflow: hidden;
}

details + details {
  border-top: 1px solid var(--line);
}

summary {
  padding: 12px 16px;
  cursor: pointer;
}

summary small {
  margin-left: 8px;
  color: var(--quiet);
  font-size: 13px;
}

details ul {
  margin: 0;
  padding: 0 16px 12px 36px;
  list-style: none;
}

details li {
  display: flex;
  gap: 12px;
  padding: 4px 0;
}

details li a + a {
  padding-left: 12px;
  border-left: 1px solid var(--line);
}
`;
