import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatorError, type Problem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';
import {
  findKnownHosts,
  fingerprintOf,
  formatKnownHost,
  hostKeyType,
  judgeHostKey,
  type KnownHost,
  parseKnownHosts,
} from './known-hosts.ts';
import type { RemoteQuestions } from './questions.ts';
import { quoteWord } from './shell-words.ts';
import { readTextIfThere } from './ssh-config-files.ts';

/** The lines of the endpoint's known-hosts files that are about it. */
export function readKnownHostsOf(endpoint: Endpoint): readonly KnownHost[] {
  return knownHostsUnder(endpoint, endpoint.knownAs);
}

function knownHostsUnder(endpoint: Endpoint, name: string): readonly KnownHost[] {
  return endpoint.knownHostsFiles.flatMap((file) => {
    const text = readTextIfThere(file);
    return text === undefined ? [] : findKnownHosts(parseKnownHosts(text, file), name);
  });
}

/**
 * Decides on the key a host showed, as OpenSSH does: undefined when it is accepted, else why it is refused. An
 * unknown key is asked about, and written to the first known-hosts file when the answer is yes.
 */
export async function checkHostKey(
  endpoint: Endpoint,
  key: Buffer,
  host: HostName,
  questions: RemoteQuestions | undefined,
): Promise<Problem | undefined> {
  const verdict = judgeHostKey(readKnownHostsOf(endpoint), key);
  if (verdict.kind === 'known') return undefined;
  if (verdict.kind === 'changed') return changedKey(endpoint, key, host, verdict.entry);
  if (verdict.kind === 'revoked') return revokedKey(endpoint, key, host, verdict.entry);
  if (isKnownWithoutPort(endpoint, key)) return undefined;
  if (endpoint.hostKeyPolicy === 'refuse' || (endpoint.hostKeyPolicy === 'ask' && !questions)) {
    return unknownKey(endpoint, key, host, verdict.others);
  }
  if (
    endpoint.hostKeyPolicy === 'ask' &&
    !(await questions?.acceptHostKey(questionOf(endpoint, key, host)))
  ) {
    return unknownKey(endpoint, key, host, verdict.others);
  }
  rememberHostKey(endpoint, key);
  return undefined;
}

/** On another port than 22 a key known for the bare name will do, as in OpenSSH. */
function isKnownWithoutPort(endpoint: Endpoint, key: Buffer): boolean {
  if (endpoint.alsoKnownAs === undefined) return false;
  return judgeHostKey(knownHostsUnder(endpoint, endpoint.alsoKnownAs), key).kind === 'known';
}

function questionOf(
  endpoint: Endpoint,
  key: Buffer,
  host: HostName,
): Parameters<RemoteQuestions['acceptHostKey']>[0] {
  return {
    host,
    endpoint: describeEndpoint(endpoint),
    keyType: hostKeyType(key),
    fingerprint: fingerprintOf(key),
    file: endpoint.knownHostsFiles[0] ?? '',
  };
}

function rememberHostKey(endpoint: Endpoint, key: Buffer): void {
  const file = endpoint.knownHostsFiles[0];
  if (file === undefined || file === '/dev/null') return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const text = readTextIfThere(file) ?? '';
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(file, gap + formatKnownHost(endpoint.knownAs, key, endpoint.hashKnownHosts), {
      mode: 0o600,
    });
  } catch (error) {
    throw new OperatorError(
      {
        kind: 'known-hosts-unwritable',
        message: `the accepted key of ${endpoint.knownAs} cannot be written to ${file}`,
        answer: error instanceof Error ? error.message : String(error),
        hint: `make ${file} writable, or name another file with UserKnownHostsFile`,
      },
      { cause: error },
    );
  }
}

function changedKey(endpoint: Endpoint, key: Buffer, host: HostName, entry: KnownHost): Problem {
  return {
    kind: 'host-key-changed',
    message: `${describeEndpoint(endpoint)} shows another host key than the one known`,
    host,
    place: { file: entry.file, line: entry.line },
    attempted: `checking the host key of ${endpoint.knownAs}`,
    answer: `${hostKeyType(key)} ${fingerprintOf(key)}; known is ${fingerprintOf(Buffer.from(entry.key, 'base64'))}`,
    hint:
      'somebody may be in between, or the host was set up anew; if you know it was, run ' +
      `ssh-keygen -f ${quoteWord(entry.file)} -R ${quoteWord(endpoint.knownAs)}`,
  };
}

function revokedKey(endpoint: Endpoint, key: Buffer, host: HostName, entry: KnownHost): Problem {
  return {
    kind: 'host-key-revoked',
    message: `${describeEndpoint(endpoint)} shows a host key that is revoked`,
    host,
    place: { file: entry.file, line: entry.line },
    attempted: `checking the host key of ${endpoint.knownAs}`,
    answer: `${hostKeyType(key)} ${fingerprintOf(key)}`,
    hint: 'give the host a new key; a revoked one is never accepted',
  };
}

function unknownKey(endpoint: Endpoint, key: Buffer, host: HostName, others: readonly KnownHost[]): Problem {
  const file = endpoint.knownHostsFiles[0] ?? '~/.ssh/known_hosts';
  const other = others[0];
  const known =
    other === undefined ? '' : `; a key of type ${other.type} is known at ${other.file}:${other.line}`;
  return {
    kind: 'host-key-unknown',
    message: `the host key of ${describeEndpoint(endpoint)} is not known`,
    host,
    attempted: `checking the host key of ${endpoint.knownAs}`,
    answer: `${hostKeyType(key)} ${fingerprintOf(key)}${known}`,
    hint: `compare the fingerprint with the host's own, then connect once on a terminal and accept it, or add the key to ${file}`,
  };
}
