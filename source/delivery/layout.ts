/** Where things stand on a host. */
export interface HostLayout {
  /** Put before every absolute path; empty on a real host. */
  readonly root: string;
  /** The login user's home, where it is not the one of the accounts. */
  readonly home?: string;
}

export const realLayout: HostLayout = { root: '' };

/** The folder on a host that holds everything of ours. */
export function stateFolder(layout: HostLayout): string {
  return `${layout.root}/var/lib/peerdeck`;
}

/** What every script on a host begins with: a known locale, a path that has the daemons, files private at first. */
export const scriptHead = `LC_ALL=C PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
umask 077
`;
