import type { Problem } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostName } from '../fleet/model.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';

/** What is known about a connection that did not come up. */
export interface DialFailure {
  readonly host: HostName;
  readonly endpoint: Endpoint;
  /** The ways to log in that were tried. */
  readonly tried: readonly string[];
  readonly notes: readonly string[];
}

/** A failed connection as the operator reads it. */
export function describeDialFailure(error: unknown, failure: DialFailure): Problem {
  const { host, endpoint, tried, notes } = failure;
  const where = describeEndpoint(endpoint);
  const said = error instanceof Error ? error.message : String(error);
  const answer = sanitizeLine([said, ...notes].filter((text) => text !== '').join('; '));
  const attempted = `ssh ${where}`;
  if (isAuthentication(error)) {
    const ways = tried.length > 0 ? tried.join(', ') : 'nothing: no agent key and no identity file';
    return {
      kind: 'login-refused',
      message: `${where} refused the login`,
      host,
      attempted: `${attempted}, with ${ways}`,
      answer,
      hint: `is one of these keys in ~${endpoint.user}/.ssh/authorized_keys? ansible_user, ansible_ssh_private_key_file and ~/.ssh/config say what is used`,
    };
  }
  return {
    kind: 'host-unreachable',
    message: `${where} cannot be reached: ${reasonOf(error, said)}`,
    host,
    attempted,
    answer,
    hint: hintOf(error, endpoint),
  };
}

function isAuthentication(error: unknown): boolean {
  return (
    error instanceof Error &&
    'level' in error &&
    (error.level === 'client-authentication' || error.level === 'agent')
  );
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name cannot be looked up now',
};

function reasonOf(error: unknown, said: string): string {
  if (!(error instanceof Error)) return sanitizeLine(said, 120);
  if (error.name === 'DialTimeout') return 'no answer in time';
  const code = codeOf(error);
  return reasons[code] ?? sanitizeLine(said, 120);
}

function codeOf(error: Error): string {
  if (error instanceof AggregateError) {
    const [first] = error.errors;
    return first instanceof Error ? codeOf(first) : '';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function hintOf(error: unknown, endpoint: Endpoint): string {
  const code = error instanceof Error ? codeOf(error) : '';
  if (code === 'ECONNREFUSED') return `is sshd running, and on port ${endpoint.port}?`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return 'set ansible_host to an address, or HostName in ~/.ssh/config';
  }
  return 'is the host up, and does this machine reach it? other hosts are not held up';
}
