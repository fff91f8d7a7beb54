import { Hosts } from './hosts.tsx';
import { Message } from './message.tsx';

/**
 * The hosts of origins and patterns. If there are four or more, hosts that differ only in the region become one entry.
 */
function hostsOf(origins: readonly string[]): readonly string[] {
  const hosts = origins.map((origin) => origin.replace(/^https:\/\//, '').replace(/\/.*$/, ''));
  if (hosts.length < 4) return [...new Set(hosts)];
  return [...new Set(hosts.map((host) => host.replace(/\b[a-z]{2,4}(-[a-z]+)+-\d\b/, '<region>')))];
}

interface Props {
  /** Origins that the browser withholds. */
  readonly origins: readonly string[];
  /** Whether the user was asked and did not allow the access. */
  readonly refused: boolean;
  onAllow(): void;
}

/** The screen that is shown while the browser withholds access to the portal. */
export function AccessWithheld({ origins, refused, onAllow }: Props) {
  return (
    <Message title="Allow access to your portal">
      <p>The browser does not let Keyferry reach these addresses, so it cannot see that you are signed in:</p>
      <Hosts hosts={hostsOf(origins)} />
      <button type="button" class="primary" onClick={onAllow}>
        Allow access
      </button>
      {refused && (
        <p class="why">
          Access was not granted. If the browser did not ask, allow it in the extension’s settings, under site access.
        </p>
      )}
    </Message>
  );
}
