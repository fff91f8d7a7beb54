import { Hosts } from './hosts.tsx';
import { Message } from './message.tsx';

/**
 * The hosts in these origins and match patterns. If there are four or more hosts, all hosts that differ only in the
 * region become one entry.
 */
function hostsOf(origins: readonly string[]): readonly string[] {
  const hosts = origins.map((origin) => origin.replace(/^https:\/\//, '').replace(/\/.*$/, ''));
  if (hosts.length < 4) return [...new Set(hosts)];
  return [...new Set(hosts.map((host) => host.replace(/\b[a-z]{2,4}(-[a-z]+)+-\d\b/, '<region>')))];
}

interface Props {
  /** Origins that the browser does not let Keyferry reach. */
  readonly origins: readonly string[];
  /** Whether the browser asked the user for access and the user refused. */
  readonly refused: boolean;
  onAllow(): void;
}

/** The screen that is shown while the browser does not let Keyferry reach the portal. */
export function AccessWithheld({ origins, refused, onAllow }: Props) {
  return (
    <Message title="Allow access to your portal">
      <p>The browser does not let Keyferry reach these addresses, so Keyferry cannot see that you are signed in:</p>
      <Hosts hosts={hostsOf(origins)} />
      <button type="button" class="primary" onClick={onAllow}>
        Allow access
      </button>
      {refused && (
        <p class="why">
          Access was not allowed. If the browser did not ask, allow access in the extension’s settings, under site
          access.
        </p>
      )}
    </Message>
  );
}
