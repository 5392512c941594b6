import { readFile } from 'node:fs/promises';
import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2';
import type { HostName } from '../fleet/model.ts';
import { listAgentKeys, OrderedAgent } from './agent.ts';
import type { Endpoint, IdentityFile } from './endpoint.ts';
import type { RemoteQuestions } from './questions.ts';
import { hasCode, readTextIfThere } from './ssh-config-files.ts';

/** The ways to log in to an endpoint, in the order they are tried, and what could not be used. */
export interface LoginPlan {
  readonly attempts: readonly LoginAttempt[];
  /** Why an identity or the agent is left out, for the error when nothing else works. */
  readonly notes: readonly string[];
}

export type LoginAttempt =
  | { readonly kind: 'ready'; readonly method: AnyAuthMethod; readonly what: string }
  /** A key that only a passphrase opens: asked for when its turn comes. */
  | { readonly kind: 'locked'; readonly file: string; readonly content: Buffer; readonly what: string };

type Identity =
  | { readonly kind: 'open'; readonly file: IdentityFile; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly file: IdentityFile; readonly content: Buffer }
  | { readonly kind: 'unusable'; readonly note: string | undefined };

/** Gathers what may log us in: the agent's keys (those of named files first), open keys, then locked ones. */
export async function planLogin(endpoint: Endpoint): Promise<LoginPlan> {
  const identities = await Promise.all(endpoint.identities.map(readIdentity));
  const notes = identities.flatMap((one) => (one.kind === 'unusable' && one.note ? [one.note] : []));
  const publics = endpoint.identities.flatMap((file) => readPublicKey(file.path));
  const listed = await listAgentKeys(endpoint.agent);
  if (listed.problem !== undefined) notes.push(listed.problem);
  const wanted = (key: ParsedKey): boolean => publics.some((known) => known.equals(key.getPublicSSH()));
  const offered = [
    ...listed.keys.filter(wanted),
    ...listed.keys.filter((key) => !endpoint.identitiesOnly && !wanted(key)),
  ];
  const { user: username } = endpoint;
  const agent: LoginAttempt[] =
    endpoint.agent === undefined || offered.length === 0
      ? []
      : [
          {
            kind: 'ready',
            method: { type: 'agent', username, agent: new OrderedAgent(endpoint.agent, offered) },
            what: `${offered.length} of the agent's keys`,
          },
        ];
  const open = identities.flatMap((one): LoginAttempt[] =>
    one.kind === 'open'
      ? [{ kind: 'ready', method: { type: 'publickey', username, key: one.key }, what: one.file.path }]
      : [],
  );
  const locked = identities.flatMap((one): LoginAttempt[] =>
    one.kind === 'locked' && !agentHolds(one.file.path, listed.keys)
      ? [{ kind: 'locked', file: one.file.path, content: one.content, what: one.file.path }]
      : [],
  );
  return { attempts: [...agent, ...open, ...locked], notes };
}

async function readIdentity(file: IdentityFile): Promise<Identity> {
  let content: Buffer;
  try {
    content = await readFile(file.path);
  } catch (error) {
    if (!file.named && hasCode(error, 'ENOENT')) return { kind: 'unusable', note: undefined };
    return {
      kind: 'unusable',
      note: `${file.path}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const key = parsePrivateKey(content);
  if (key === 'locked') return { kind: 'locked', file, content };
  if (typeof key === 'string') return { kind: 'unusable', note: `${file.path}: ${key}` };
  return { kind: 'open', file, key };
}

/** A private key, `locked` where a passphrase is needed, or why it cannot be read. */
export function parsePrivateKey(content: Buffer, passphrase?: string): ParsedKey | string {
  const parsed = ssh2.utils.parseKey(content, passphrase);
  if (parsed instanceof Error) {
    return /passphrase|encrypted|decrypt|integrity/i.test(parsed.message) ? 'locked' : parsed.message;
  }
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  return key?.isPrivateKey() ? key : 'holds no private key';
}

/** The public half beside an identity file, where there is one. */
function readPublicKey(path: string): readonly Buffer[] {
  const text = readTextIfThere(path.endsWith('.pub') ? path : `${path}.pub`);
  if (text === undefined) return [];
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) return [];
  return (Array.isArray(parsed) ? parsed : [parsed]).map((key) => key.getPublicSSH());
}

function agentHolds(path: string, keys: readonly ParsedKey[]): boolean {
  const publics = readPublicKey(path);
  return publics.some((known) => keys.some((key) => known.equals(key.getPublicSSH())));
}

const passphraseTries = 3;

/** Opens a locked key by asking for its passphrase; undefined when there is no answer or none that opens it. */
export async function unlockKey(
  attempt: Extract<LoginAttempt, { kind: 'locked' }>,
  host: HostName,
  questions: RemoteQuestions,
): Promise<ParsedKey | undefined> {
  for (let tried = 0; tried < passphraseTries; tried += 1) {
    const passphrase = await questions.passphrase({ host, file: attempt.file, again: tried > 0 });
    if (passphrase === undefined) return undefined;
    const key = parsePrivateKey(attempt.content, passphrase);
    if (typeof key !== 'string') return key;
  }
  return undefined;
}
