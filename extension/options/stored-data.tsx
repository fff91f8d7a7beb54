/**
 * The places where Keyferry stores data. For each place: which data is there, and what erases the data. PRIVACY.md has
 * the full text.
 */
const places = [
  {
    where: 'This browser’s storage on disk',
    what: 'Your settings, the portals above with fingerprints of their users, your favourites and labels, your live profiles (names, accounts, roles), and the list of accounts and roles. No secret, and nothing of private windows.',
    until:
      '“Forget”, “Forget everything”, or removing the extension. Signing out also erases the list of accounts and roles, unless you chose above to keep it.',
  },
  {
    where: 'This browser’s memory',
    what: 'The portal’s session, what the popup shows, and all data of private windows.',
    until: 'Signing out, or closing the browser.',
  },
  {
    where: 'The keyferry program’s folder',
    what: 'The program and its settings. If you set up CLI profiles for all roles, or let the terminal see all roles, also the names and ids of accounts and roles. The names of your live profiles.',
    until:
      '“Forget”, “Forget everything”, or “None” under “Roles that the terminal may see” erases the lists of accounts and roles. “Forget everything” also erases the names of your live profiles. The command keyferry uninstall erases everything.',
  },
  {
    where: 'Your AWS files (credentials, config)',
    what: 'The profiles that you wrote, with their keys.',
    until: 'You remove the profile. Keys stop working when they expire.',
  },
] as const;

/** The table of stored data. */
export const StoredData = () => (
  <table>
    <caption>What is stored where</caption>
    <thead>
      <tr>
        <th scope="col">Where</th>
        <th scope="col">What</th>
        <th scope="col">Erased by</th>
      </tr>
    </thead>
    <tbody>
      {places.map(({ where, what, until }) => (
        <tr key={where}>
          <th scope="row">{where}</th>
          <td class="what">{what}</td>
          <td>{until}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
