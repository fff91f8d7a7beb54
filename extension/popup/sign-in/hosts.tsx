/** A list of hosts that Keyferry asks to access. */
export const Hosts = ({ hosts }: { hosts: readonly string[] }) => (
  <ul class="origins">
    {hosts.map((host) => (
      <li key={host}>
        <code>{host}</code>
      </li>
    ))}
  </ul>
);
