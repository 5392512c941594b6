import ssh2, { type ParsedKey } from 'ssh2';

/** The keys an agent holds; where it does not answer, why. */
export interface AgentKeys {
  readonly keys: readonly ParsedKey[];
  readonly problem?: string;
}

const agentTimeout = 3000;

/** Asks the agent at a socket for its keys. */
export async function listAgentKeys(socket: string | undefined): Promise<AgentKeys> {
  if (socket === undefined || socket === '') return { keys: [] };
  const agent = ssh2.createAgent(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ keys: [], problem: `the agent at ${socket} did not answer within 3 s` });
    }, agentTimeout);
    agent.getIdentities((error, identities) => {
      clearTimeout(timer);
      if (error) resolve({ keys: [], problem: `the agent at ${socket}: ${error.message}` });
      else resolve({ keys: (identities ?? []).flatMap(readKey) });
    });
  });
}

function readKey(identity: string | Buffer | ParsedKey | { pubKey: unknown }): readonly ParsedKey[] {
  if (typeof identity === 'string' || Buffer.isBuffer(identity)) {
    const parsed = ssh2.utils.parseKey(identity);
    if (parsed instanceof Error) return [];
    return Array.isArray(parsed) ? parsed : [parsed];
  }
  return 'getPublicSSH' in identity ? [identity] : [];
}

/** An agent that offers only these keys, in this order. */
export class OrderedAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: ssh2.BaseAgent;
  readonly #keys: readonly ParsedKey[];

  constructor(socket: string, keys: readonly ParsedKey[]) {
    super();
    this.#agent = ssh2.createAgent(socket);
    this.#keys = keys;
  }

  override getIdentities(answer: ssh2.IdentityCallback<ParsedKey>): void {
    answer(undefined, [...this.#keys]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: ssh2.SigningRequestOptions | ssh2.SignCallback,
    answer?: ssh2.SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, {}, options);
    else this.#agent.sign(key, data, options, answer);
  }
}
