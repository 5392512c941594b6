import type { Endpoint, HostKeyPolicy } from './endpoint.ts';
import { quoteWords } from './shell-words.ts';

const policies: Readonly<Record<HostKeyPolicy, string>> = { ask: 'ask', refuse: 'yes', accept: 'accept-new' };

/**
 * The words of an `ssh` that reaches an endpoint exactly as our own connection does, through its jump hosts; the
 * destination is the last. The configuration files are left out: they are in the endpoint already.
 */
export function sshWords(endpoint: Endpoint): readonly string[] {
  return ['ssh', ...optionWords(endpoint), endpoint.address];
}

function optionWords(endpoint: Endpoint): readonly string[] {
  const { address, port, user, family, bindAddress, identities, identitiesOnly, agent } = endpoint;
  const named = identities.filter((identity) => identity.named || identitiesOnly);
  return [
    ...['-F', 'none', '-p', String(port), '-l', user],
    ...(family === 'any' ? [] : [family === 'inet' ? '-4' : '-6']),
    ...(bindAddress === undefined ? [] : ['-b', bindAddress]),
    ...named.flatMap(({ path }) => ['-i', path]),
    ...option('IdentitiesOnly', identitiesOnly ? 'yes' : 'no'),
    ...option('IdentityAgent', agent ?? 'none'),
    ...option('StrictHostKeyChecking', policies[endpoint.hostKeyPolicy]),
    ...option('HashKnownHosts', endpoint.hashKnownHosts ? 'yes' : 'no'),
    ...(endpoint.knownHostsFiles.length === 0
      ? []
      : option('UserKnownHostsFile', endpoint.knownHostsFiles.map(quoteValue).join(' '))),
    ...(endpoint.knownAs === address || endpoint.knownAs === `[${address}]:${port}`
      ? []
      : option('HostKeyAlias', endpoint.knownAs)),
    ...option('ConnectTimeout', String(Math.max(1, Math.round(endpoint.connectTimeout / 1000)))),
    ...pathWords(endpoint),
  ];
}

function pathWords({ path, address, port }: Endpoint): readonly string[] {
  if (path.kind === 'direct') return [];
  if (path.kind === 'command') return option('ProxyCommand', path.command.replaceAll('%', '%%'));
  const target = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  const { through } = path;
  const jump = quoteWords(['ssh', ...optionWords(through), '-W', target, through.address]);
  return option('ProxyCommand', jump.replaceAll('%', '%%'));
}

function option(keyword: string, value: string): readonly string[] {
  return ['-o', `${keyword}=${value}`];
}

/** In a value that is a list of words, one with blanks stands in quotes. */
function quoteValue(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}
