/** A list of the hosts that Keyferry wants to reach. */
export const Hosts = ({ hosts }: { hosts: readonly string[] }) => (
  <ul class="origins">
    {hosts.map((host) => (
      <li key={host}>
        <code>{host}</code>
      </li>
    ))}
  </ul>
);
