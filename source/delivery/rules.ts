/** A rendered file as delivery sees it. */
export interface DesiredFile {
  /** Relative to the host's rendered tree. */
  readonly path: string;
  readonly executable: boolean;
  /** It holds a secret: nobody but its owner reads it. */
  readonly secret: boolean;
  readonly content: Buffer;
}

/** What takes a file up, or has a word to say on it. */
export type ServiceId =
  | { readonly kind: 'bird' }
  | { readonly kind: 'wireguard'; readonly interface: string }
  | { readonly kind: 'systemd' }
  | { readonly kind: 'sshd' }
  /** A systemd unit whose configuration this is. */
  | { readonly kind: 'unit'; readonly name: string }
  /** A container that mounts the file. */
  | { readonly kind: 'container'; readonly name: string }
  /** What a rule of `peerdeck.yml` says, by the rule's name. */
  | { readonly kind: 'rule'; readonly name: string }
  /** Files that are only read by a validator, by the name of the program whose they are. */
  | { readonly kind: 'config'; readonly name: string };

/** Where a file goes and whose it is there. */
export interface Placement {
  /** Absolute, or below the login user's home as `~/…`. */
  readonly path: string;
  /** `user` stands for the login user and its group. */
  readonly owner: string;
  readonly group: string;
  readonly mode: number;
}

/** One delivery rule: the files it takes, and where they go. */
export interface DeliveryRule {
  readonly name: string;
  place(file: Pick<DesiredFile, 'path' | 'executable' | 'secret'>): Placement | undefined;
}

const bird: DeliveryRule = {
  name: 'bird',
  place: ({ path, executable }) =>
    path.startsWith('bird/')
      ? {
          path: `/etc/${path}`,
          owner: 'root',
          group: 'bird',
          mode: executable ? 0o750 : 0o640,
        }
      : undefined,
};

const wireguard: DeliveryRule = {
  name: 'wireguard',
  place: ({ path, executable }) => {
    if (!path.startsWith('wireguard/')) return undefined;
    return {
      path: `/etc/${path}`,
      owner: 'root',
      group: 'root',
      mode: executable ? 0o700 : 0o600,
    };
  },
};

const systemd: DeliveryRule = {
  name: 'systemd',
  place: ({ path }) =>
    /^systemd\/(?:[^/]+\.d\/[^/]+\.conf|[^/]+\.(?:service|timer|socket|path|mount|target|slice))$/.test(path)
      ? {
          path: `/etc/systemd/system/${path.slice('systemd/'.length)}`,
          owner: 'root',
          group: 'root',
          mode: 0o644,
        }
      : undefined,
};

const sshd: DeliveryRule = {
  name: 'sshd',
  place: ({ path }) =>
    /^sshd\/[^/]+\.conf$/.test(path)
      ? {
          path: `/etc/ssh/sshd_config.d/${path.slice('sshd/'.length)}`,
          owner: 'root',
          group: 'root',
          mode: 0o600,
        }
      : undefined,
};

/** Everything else is a container's: below the home of the login user, readable unless it holds a secret. */
const home: DeliveryRule = {
  name: 'home',
  place: ({ path, executable, secret }) => {
    const readable = secret ? 0o600 : 0o644;
    const execute = secret ? 0o100 : 0o111;
    return {
      path: `~/${path}`,
      owner: 'user',
      group: 'user',
      mode: executable ? readable | execute : readable,
    };
  },
};

/** The rules that hold without any settings; the first that takes a file places it. */
export const builtinRules: readonly DeliveryRule[] = [bird, wireguard, systemd, sshd, home];

/** Where a file goes by these rules. */
export function placeFile(file: DesiredFile, rules: readonly DeliveryRule[] = builtinRules): Placement {
  for (const rule of rules) {
    const placement = rule.place(file);
    if (placement) return placement;
  }
  throw new Error(`no delivery rule takes ${file.path}`);
}

/** A service in one word: `bird`, `wireguard/wg0`, `container/caddy`. */
export function formatService(service: ServiceId): string {
  if (service.kind === 'wireguard') return `wireguard/${service.interface}`;
  return 'name' in service ? `${service.kind}/${service.name}` : service.kind;
}

/** The service that a word of `formatService` names. */
export function parseService(text: string): ServiceId | undefined {
  const [kind, name, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  if (kind === 'wireguard') {
    return name !== undefined && /^[\w=+.-]{1,15}$/.test(name) ? { kind, interface: name } : undefined;
  }
  if (kind === 'unit' || kind === 'container' || kind === 'rule' || kind === 'config') {
    return name !== undefined && isServiceName(name) ? { kind, name } : undefined;
  }
  if (name !== undefined) return undefined;
  return kind === 'bird' || kind === 'systemd' || kind === 'sshd' ? { kind } : undefined;
}

/** Names of units, containers and rules, as far as a script takes them. */
export function isServiceName(name: string): boolean {
  return /^[A-Za-z0-9][\w.@:-]{0,99}$/.test(name);
}

/** The daemon of BIRD, WireGuard, systemd or sshd that reads a file which stands here, an absolute path. */
export function findOwnService(path: string): ServiceId | undefined {
  if (path.startsWith('/etc/bird/')) return { kind: 'bird' };
  // wg-quick(8) takes names of at most 15 of these characters.
  const tunnel = /^\/etc\/wireguard\/([\w=+.-]{1,15})\.conf$/.exec(path)?.[1];
  if (tunnel !== undefined) return { kind: 'wireguard', interface: tunnel };
  if (path.startsWith('/etc/systemd/system/')) return { kind: 'systemd' };
  return path.startsWith('/etc/ssh/sshd_config.d/') ? { kind: 'sshd' } : undefined;
}
