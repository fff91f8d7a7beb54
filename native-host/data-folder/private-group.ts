import { readFileSync } from 'node:fs';

/** The texts of /etc/passwd and /etc/group. '' for a file that cannot be read. */
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
 * Whether `uid` is the only user in a group. If true, a file that this group may write is still safe from other users.
 * Many Linux systems give each user a private group and use the umask 002.
 * @param lists the lists of users and groups. Some groups are not in the list, for example groups from LDAP. Such a
 * group counts as private if its number equals the user's number.
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
