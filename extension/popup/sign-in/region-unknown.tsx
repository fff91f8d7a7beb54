import { useState } from 'preact/hooks';
import { type PartitionName, partitions } from '#core/portals/portals.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import { Message } from './message.tsx';

/** Shown if the portal page names no region that this version knows. The user then chooses the region. */
export function RegionUnknown({ session, onRegion }: { session: SessionView; onRegion(region: string): void }) {
  const regions = partitions[session.partition as PartitionName]?.regions ?? [];
  const [region, setRegion] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (region !== '') onRegion(region);
  };
  return (
    <Message title={session.newRegion ? 'Is your portal in another region?' : 'Which region is your portal in?'}>
      <p>
        {!session.newRegion && `${session.label} did not name its region. `}The portal shows its region under{' '}
        <em>Access keys</em>, as <em>SSO Region</em>.
      </p>
      <form onSubmit={submit}>
        <label class="label" for="region">
          Portal region
        </label>
        <select
          id="region"
          data-first={session.newRegion ? undefined : true}
          value={region}
          onChange={(event) => setRegion(event.currentTarget.value)}
        >
          <option value="">Choose …</option>
          {regions.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <button type="submit" class="primary" aria-disabled={region === ''}>
          Use this region
        </button>
      </form>
    </Message>
  );
}
