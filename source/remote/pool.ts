import { homedir, userInfo } from 'node:os';
import type { Client } from 'ssh2';
import { type Milliseconds, milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import type { Host, HostName } from '../fleet/model.ts';
import type { CommandRecord, HostConnection, RemotePool } from './connection.ts';
import { type DialContext, dial } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import { type LocalSettings, resolveEndpoint } from './endpoint-settings.ts';
import { HostLink } from './host-link.ts';
import { JumpLines } from './jump-lines.ts';
import { queueQuestions, type RemoteQuestions } from './questions.ts';
import { RootAccess } from './root-access.ts';
import { readIncludedFiles, readSshConfigFiles, runMatchCommand } from './ssh-config-files.ts';
import { sshWords } from './ssh-words.ts';

export interface RemoteOptions {
  /** Who answers questions; without it nobody is asked, and what would need an answer is refused. */
  readonly questions?: RemoteQuestions;
  /** The longest wait between two attempts to reconnect; the default is 15 s. */
  readonly reconnectLimit?: Milliseconds;
  /** Takes secrets out of a command before it is shown or logged. */
  readonly redact?: (text: string) => string;
  /** The user's home and environment; the defaults are this process's own. */
  readonly home?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const defaultReconnectLimit = milliseconds(15_000);

/** The connections of a fleet: one a host, opened on first use and kept open. */
export function createRemotePool(hosts: readonly Host[], options: RemoteOptions = {}): RemotePool {
  return new HostLinks(hosts, options);
}

/** The words of an `ssh` that reaches a host as our own connections do. Throws OperatorError as connecting would. */
export function sshCommand(host: Host, options: RemoteOptions = {}): readonly string[] {
  return sshWords(resolveEndpoint(host, readLocalSettings(options)));
}

/** Everything of this machine that connections depend on. */
function readLocalSettings(options: RemoteOptions): LocalSettings {
  const home = options.home ?? homedir();
  const environment = options.environment ?? process.env;
  return {
    home,
    user: userInfo().username,
    agentSocket: environment['SSH_AUTH_SOCK'],
    environment,
    configFiles: (named) => readSshConfigFiles(home, named),
    include: (pattern, from) => readIncludedFiles(pattern, from, home),
    runs: runMatchCommand,
  };
}

class HostLinks implements RemotePool {
  readonly #hosts: ReadonlyMap<HostName, Host>;
  readonly #options: RemoteOptions;
  readonly #questions: RemoteQuestions | undefined;
  readonly #local: LocalSettings;
  readonly #links = new Map<HostName, HostLink>();
  readonly #jumps = new JumpLines();
  readonly #listeners = new Set<(record: CommandRecord) => void>();

  constructor(hosts: readonly Host[], options: RemoteOptions) {
    this.#hosts = new Map(hosts.map((host) => [host.name, host]));
    this.#options = options;
    this.#questions = options.questions && queueQuestions(options.questions);
    this.#local = readLocalSettings(options);
  }

  connect(name: HostName): HostConnection {
    const open = this.#links.get(name);
    if (open) return open;
    const host = this.#hosts.get(name);
    if (!host) {
      throw new OperatorError({
        kind: 'unknown-host',
        message: `there is no host ${name} in the inventory`,
        host: name,
      });
    }
    const link = this.#createLink(host);
    this.#links.set(name, link);
    return link;
  }

  onCommand(listener: (record: CommandRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.close()));
  }

  #createLink(host: Host): HostLink {
    let endpoint: Endpoint | undefined;
    const resolve = (): Endpoint => {
      endpoint ??= resolveEndpoint(host, this.#local);
      return endpoint;
    };
    return new HostLink({
      host: host.name,
      dial: async (closing) => dial(resolve(), this.#dialContext(host.name, closing)),
      rootAccess: new RootAccess({
        host: host.name,
        user: () => resolve().user,
        password: host.connection.becomePassword,
        questions: this.#questions,
      }),
      reconnectLimit: this.#options.reconnectLimit ?? defaultReconnectLimit,
      redact: this.#options.redact ?? ((text) => text),
      record: (record) => {
        for (const listener of this.#listeners) listener(record);
      },
    });
  }

  #dialContext(host: HostName, closing: AbortSignal): DialContext {
    const context: DialContext = {
      host,
      questions: this.#questions,
      closing,
      jump: (endpoint) => this.#jumps.join(endpoint, (jumpHost): Promise<Client> => dial(jumpHost, context)),
    };
    return context;
  }
}
