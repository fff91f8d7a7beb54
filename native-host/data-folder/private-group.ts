import { readFileSync } from 'node:fs';

/** The texts of the system's lists of users and groups; '' for a list that cannot be read. */
export interface UserLists {
  readonly passwd: string;
  readonly group: string;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const rows = (list: string) => list.split('\n').map((line) => line.split(':'));

/**
 * Whether only `uid` is in a group. Then the group's write bit gives nobody else access. Many Linux systems give each
 * user a group of their own, and the umask 002.
 * @param lists of this system. A group that is not in the list, as with LDAP, counts as private if its number equals
 * the user's number.
 */
export function isPrivateGroup(
  gid: number,
  uid: number,
  lists: UserLists = { passwd: read('/etc/passwd'), group: read('/etc/group') },
): boolean {
  const users = rows(lists.passwd).filter(([name, , id]) => name !== '' && id !== undefined);
  const me = users.filter(([, , id]) => Number(id) === uid).map(([name]) => name);
  const listed = rows(lists.group).find(([, , id]) => id !== undefined && id !== '' && Number(id) === gid);
  if (!listed) return gid === uid;
  const members = (listed[3] ?? '').split(',').filter((name) => name !== '');
  const others = users.some(([, , id, primary]) => Number(primary) === gid && Number(id) !== uid);
  const isMine = users.some(([, , id, primary]) => Number(id) === uid && Number(primary) === gid);
  return isMine && !others && members.every((name) => me.includes(name));
}
