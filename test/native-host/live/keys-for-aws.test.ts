import { describe, expect, it } from 'vitest';
import { keysForAws } from '../../../native-host/live/keys-for-aws.ts';
import { peerIn } from '../../../native-host/live/verify-client.ts';

const NOW = Date.UTC(2026, 10, 28, 1, 0, 0);
const answer = (expiration: number, sessionToken = 'TOKENEXAMPLE') => ({
  accountId: '111122223333',
  accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
  secretAccessKey: 'SECRETEXAMPLE',
  sessionToken,
  expiration,
});
const endOf = (text: string | null) => JSON.parse(text ?? '{}').Expiration;

describe('the output for AWS clients', () => {
  it('has the version as a number and the expiry time in UTC', () => {
    const text = keysForAws(answer(NOW + 3_600_000), NOW);
    expect(JSON.parse(text ?? '')).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAKEYFERRYEXAMPLE1',
      SecretAccessKey: 'SECRETEXAMPLE',
      SessionToken: 'TOKENEXAMPLE',
      Expiration: '2026-11-28T02:00:00Z',
      AccountId: '111122223333',
    });
  });

  it('has an expiry time at most 12 h in the future, even if the keys are valid longer', () => {
    expect(endOf(keysForAws(answer(NOW + 13 * 3_600_000), NOW))).toBe('2026-11-28T13:00:00Z');
    expect(endOf(keysForAws(answer(NOW + 11 * 3_600_000), NOW))).toBe('2026-11-28T12:00:00Z');
  });

  it('is null for keys that have expired', () => {
    expect(keysForAws(answer(NOW), NOW)).toBeNull();
    expect(keysForAws(answer(NOW + 1000), NOW)).not.toBeNull();
  });

  it('is null for keys that are so long that an older SDK would cut them', () => {
    expect(keysForAws(answer(NOW + 1000, 'T'.repeat(7900)), NOW)).toBeNull();
    expect(keysForAws(answer(NOW + 1000, 'T'.repeat(7700)), NOW)?.length).toBeLessThan(8000);
  });
});

describe('the list of sockets', () => {
  it('says for a connected socket which socket is at the other end', () => {
    const list = [
      'u_str ESTAB 0      0      /home/a b/.keyferry/run/12.sock 3326449            * 3326450 ',
      'u_str ESTAB 0      0                                    * 3326450            * 3326449 ',
      'u_str LISTEN 0     511    /home/a b/.keyferry/run/12.sock 3326448            * 0 ',
    ].join('\n');
    expect(peerIn(list, '3326449')).toBe('3326450');
    expect(peerIn(list, '3326448')).toBeNull();
    expect(peerIn(list, '332644')).toBeNull();
    expect(peerIn('', '1')).toBeNull();
    // The path of a program's socket contains line breaks. So the list of sockets seems to contain a connection of
    // another program.
    const planted = `u_str LISTEN 0 1 /tmp/x\nu_str ESTAB 0 0 * 3326449 * 999\n 5 * 0\n${list}`;
    expect(peerIn(planted, '3326449')).toBeNull();
  });
});
