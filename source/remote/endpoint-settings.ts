import { join } from 'node:path';
import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import { OperatorError, type Place } from '../basics/problem.ts';
import type { Host } from '../fleet/model.ts';
import type { Endpoint, HostKeyPolicy, IdentityFile, Path } from './endpoint.ts';
import { knownHostName } from './known-hosts.ts';
import { parseSshArguments, setting } from './ssh-arguments.ts';
import { evaluateSshConfig, expandTokens, type SshOptions } from './ssh-config.ts';
import type { SshConfigFile, SshConfigLine } from './ssh-config-file.ts';

/** The machine and the user a connection is made from. */
export interface LocalSettings {
  readonly home: string;
  readonly user: string;
  /** `SSH_AUTH_SOCK`, where an agent runs. */
  readonly agentSocket: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The files that hold, or the one that `-F` names. */
  readonly configFiles: (named: string | undefined) => readonly SshConfigFile[];
  readonly include: (pattern: string, from: Place) => readonly SshConfigFile[];
  readonly runs: (command: string) => boolean;
}

const deepestJump = 8;
const defaultConnectTimeout = 10_000;
const defaultKeepalive = 3_000;

interface Target {
  readonly host: string;
  readonly overrides: readonly SshConfigLine[];
  readonly configFile: string | undefined;
  readonly depth: number;
}

/**
 * How a host of the inventory is reached: Ansible's connection variables first, then `ansible_ssh_common_args`,
 * then the SSH configuration. Throws OperatorError where one of these cannot be read.
 */
export function resolveEndpoint(host: Host, local: LocalSettings): Endpoint {
  const { connection, definedAt } = host;
  const parsed = parseSshArguments(connection.commonArguments ?? '', definedAt);
  const variable = (keyword: string, value: string | undefined): SshConfigLine[] =>
    value === undefined ? [] : [setting(keyword, value, value, definedAt)];
  const overrides = [
    ...variable('Port', connection.port?.toString()),
    ...variable('User', connection.user),
    ...variable('IdentityFile', connection.privateKeyFile),
    ...parsed.options,
  ];
  return resolveTarget(
    { host: connection.address, overrides, configFile: parsed.configFile, depth: 0 },
    local,
  );
}

function resolveTarget(target: Target, local: LocalSettings): Endpoint {
  const options = evaluateSshConfig(local.configFiles(target.configFile), {
    host: target.host,
    localUser: local.user,
    overrides: target.overrides,
    include: local.include,
    runs: local.runs,
  });
  const first = (keyword: string): string | undefined => options.get(keyword)?.[0];
  const address = expandTokens(first('hostname') ?? target.host, { h: target.host });
  const port = readPort(first('port'), target.host);
  const user = first('user') ?? local.user;
  const expand = (text: string): string => expandPath(text, { target, local, address, port, user });
  const agent = readAgent(first('identityagent'), expand, local);
  const alias = first('hostkeyalias');
  return {
    address,
    port,
    user,
    path: readPath(options, { target, local, address, port, user }),
    family: readFamily(first('addressfamily')),
    bindAddress: first('bindaddress'),
    identities: readIdentities(options, expand, local),
    identitiesOnly: isYes(first('identitiesonly')),
    agent,
    knownAs: alias?.toLowerCase() ?? knownHostName(address, port),
    alsoKnownAs: alias === undefined && port !== 22 ? address.toLowerCase() : undefined,
    knownHostsFiles: readKnownHostsFiles(options, expand, local),
    hashKnownHosts: isYes(first('hashknownhosts')),
    hostKeyPolicy: readPolicy(first('stricthostkeychecking')),
    connectTimeout: readSeconds(first('connecttimeout'), defaultConnectTimeout),
    keepaliveInterval: readSeconds(first('serveraliveinterval'), defaultKeepalive),
    keepaliveCount: readCount(first('serveralivecountmax'), 2),
  };
}

interface Expansion {
  readonly target: Target;
  readonly local: LocalSettings;
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/** The tokens that paths and commands may hold (ssh_config(5), TOKENS). */
function tokensOf({ target, local, address, port, user }: Expansion): Record<string, string> {
  return {
    d: local.home,
    h: address,
    n: target.host,
    p: String(port),
    r: user,
    u: local.user,
  };
}

function expandPath(text: string, expansion: Expansion): string {
  const { home, environment } = expansion.local;
  const tilde = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
  const variables = tilde.replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '');
  return expandTokens(variables, tokensOf(expansion));
}

function readPath(options: SshOptions, expansion: Expansion): Path {
  const command = options.get('proxycommand')?.[0];
  if (command !== undefined && command !== 'none') {
    return { kind: 'command', command: expandTokens(command, tokensOf(expansion)) };
  }
  const jumps = options.get('proxyjump')?.[0];
  if (jumps === undefined || jumps === 'none') return { kind: 'direct' };
  return { kind: 'jump', through: resolveJumps(expandTokens(jumps, tokensOf(expansion)), expansion) };
}

/** The last of a chain of jump hosts, each reached through the one before it. */
function resolveJumps(jumps: string, { target, local }: Expansion): Endpoint {
  if (target.depth >= deepestJump) {
    throw new OperatorError({
      kind: 'ssh-config-invalid',
      message: `more than ${deepestJump} jump hosts lead to ${target.host}`,
      hint: 'does a jump host name itself in ProxyJump?',
    });
  }
  const hops = jumps.split(',');
  const last = parseJump(hops.at(-1) ?? '');
  const before = hops.slice(0, -1).join(',');
  const place = { file: 'ProxyJump' };
  const overrides = [
    ...(last.user === undefined ? [] : [setting('User', last.user, jumps, place)]),
    ...(last.port === undefined ? [] : [setting('Port', last.port, jumps, place)]),
    ...(before === '' ? [] : [setting('ProxyJump', before, jumps, place)]),
  ];
  return resolveTarget(
    { host: last.host, overrides, configFile: target.configFile, depth: target.depth + 1 },
    local,
  );
}

function parseJump(text: string): { user?: string; host: string; port?: string } {
  const parts = /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[([^\]]+)\]|([^:]+|[^@]*:[^@]*:[^@]*))(?::(\d+))?\/?$/.exec(
    text.trim(),
  );
  const host = parts?.[2] ?? parts?.[3];
  if (!host) {
    throw new OperatorError({
      kind: 'ssh-config-invalid',
      message: `"${text}" does not name a jump host`,
      hint: 'ProxyJump and -J take [user@]host[:port], several separated by commas',
    });
  }
  const [user, port] = [parts?.[1], parts?.[4]];
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) };
}

function readPort(text: string | undefined, host: string): number {
  if (text === undefined) return 22;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new OperatorError({ kind: 'ssh-config-invalid', message: `"${text}" is not a port`, host });
}

function readAgent(
  written: string | undefined,
  expand: (text: string) => string,
  local: LocalSettings,
): string | undefined {
  if (written === undefined || written === 'SSH_AUTH_SOCK') return local.agentSocket;
  if (written.toLowerCase() === 'none') return undefined;
  if (/^\$\w+$/.test(written)) return local.environment[written.slice(1)];
  return expand(written);
}

const defaultIdentities = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

function readIdentities(
  options: SshOptions,
  expand: (text: string) => string,
  local: LocalSettings,
): readonly IdentityFile[] {
  const named = options.get('identityfile');
  if (named === undefined) {
    return defaultIdentities.map((name) => ({ path: join(local.home, '.ssh', name), named: false }));
  }
  return named.filter((path) => path !== 'none').map((path) => ({ path: expand(path), named: true }));
}

function readKnownHostsFiles(
  options: SshOptions,
  expand: (text: string) => string,
  local: LocalSettings,
): readonly string[] {
  const user = options.get('userknownhostsfile')?.map(expand) ?? [
    join(local.home, '.ssh', 'known_hosts'),
    join(local.home, '.ssh', 'known_hosts2'),
  ];
  const system = options.get('globalknownhostsfile') ?? [
    '/etc/ssh/ssh_known_hosts',
    '/etc/ssh/ssh_known_hosts2',
  ];
  return [...user, ...system].filter((path) => path !== 'none');
}

function readPolicy(text: string | undefined): HostKeyPolicy {
  switch (text?.toLowerCase()) {
    case 'yes':
    case 'true':
      return 'refuse';
    case 'no':
    case 'off':
    case 'false':
    case 'accept-new':
      return 'accept';
    default:
      return 'ask';
  }
}

function readFamily(text: string | undefined): Endpoint['family'] {
  const family = text?.toLowerCase();
  return family === 'inet' || family === 'inet6' ? family : 'any';
}

function isYes(text: string | undefined): boolean {
  return /^(?:yes|true)$/i.test(text ?? '');
}

/** A length of time as OpenSSH writes it (`10`, `1m30s`); zero and what cannot be read leave the default. */
function readSeconds(text: string | undefined, fallback: number): Milliseconds {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
  if (text === undefined || !/^(?:\d+[smhdw]?)+$/i.test(text)) return milliseconds(fallback);
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw]?)/gi)) {
    seconds += Number(count) * (units[(unit || 's').toLowerCase()] ?? 1);
  }
  return milliseconds(seconds > 0 ? Math.min(seconds, 86_400) * 1000 : fallback);
}

function readCount(text: string | undefined, fallback: number): number {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? Math.min(count, 100) : fallback;
}
