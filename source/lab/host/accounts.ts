/** The account files of a lab host, and the ids behind their names. */
export interface Accounts {
  readonly passwd: string;
  readonly group: string;
  readonly shadow: string;
  readonly users: ReadonlyMap<string, number>;
  readonly groups: ReadonlyMap<string, number>;
  readonly login: { readonly user: number; readonly group: number; readonly home: string };
}

const firstHuman = 1000;
const lastHuman = 59_999;
/** Groups the login user joins: BIRD's socket and Docker's belong to two of them, sudo's rule to the third. */
const loginGroups = ['bird', 'sudo', 'docker'];

/**
 * Account files from the running system's (`passwd(5)`, `group(5)`): its service accounts stay, its people go, and the
 * login user comes. No account has a password.
 */
export function buildAccounts(passwd: string, group: string, loginName: string): Accounts {
  const userLines = readLines(passwd).filter((fields) => isService(fields, loginName));
  const groupLines = readLines(group).filter((fields) => isService(fields, loginName));
  if (loginName !== 'root') {
    userLines.push([loginName, 'x', `${firstHuman}`, `${firstHuman}`, '', homeOf(loginName), '/bin/bash']);
    groupLines.push([loginName, 'x', `${firstHuman}`, '']);
  }
  const joined = groupLines.map(([name = '', ...rest]) =>
    loginName !== 'root' && loginGroups.includes(name)
      ? [name, ...rest.slice(0, 2), loginName]
      : [name, ...rest.slice(0, 2), ''],
  );
  const loginId = loginName === 'root' ? 0 : firstHuman;
  return {
    passwd: writeLines(userLines),
    group: writeLines(joined),
    shadow: writeLines(userLines.map(([name = '']) => [name, '*', '19000', '0', '99999', '7', '', '', ''])),
    users: readIds(userLines),
    groups: readIds(groupLines),
    login: { user: loginId, group: loginId, home: homeOf(loginName) },
  };
}

export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}

function isService([name, , id]: readonly string[], loginName: string): boolean {
  if (name === 'root') return true;
  const number = Number(id);
  return name !== loginName && !(number >= firstHuman && number <= lastHuman);
}

function readLines(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^[^:#+-][^:]*:/.test(line))
    .map((line) => line.split(':'));
}

function writeLines(lines: readonly (readonly string[])[]): string {
  return lines.map((fields) => `${fields.join(':')}\n`).join('');
}

function readIds(lines: readonly (readonly string[])[]): Map<string, number> {
  const ids = new Map<string, number>();
  for (const [name, , id] of lines) if (name !== undefined) ids.set(name, Number(id));
  return ids;
}
