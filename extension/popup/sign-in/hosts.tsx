/** Hosts that the browser is asked to let Keyferry reach. */
export const Hosts = ({ hosts }: { hosts: readonly string[] }) => (
  <ul class="origins">
    {hosts.map((host) => (
      <li key={host}>
        <code>{host}</code>
      </li>
    ))}
  </ul>
);
