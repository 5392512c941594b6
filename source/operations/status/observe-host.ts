import { type Instant, type Milliseconds, milliseconds, now } from '../../basics/brand.ts';
import { type Problem, toProblem } from '../../basics/problem.ts';
import { createHostBird } from '../../bird/index.ts';
import type { Host } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { WireguardReading } from '../../wireguard/index.ts';
import { BirdObserver, type BirdObserverOptions } from './observe-bird.ts';
import { type TunnelObservation, TunnelObserver } from './observe-tunnels.ts';
import type { HostStatus, RpkiStatus, SessionStatus, TunnelStatus } from './status-model.ts';
import { toStoppedSession } from './status-sessions.ts';

export interface ObserveOptions {
  readonly bird?: BirdObserverOptions;
  /** BIRD's control socket, where it is not the usual one. */
  readonly controlSocket?: string;
  /** How often tunnels are read; the default is 5 s. */
  readonly tunnelInterval?: Milliseconds;
  /** Told whenever a host's tunnels were read. */
  readonly onTunnels?: (host: Host, reading: WireguardReading) => void;
}

/** Follows one host: its BIRD and its tunnels, over the one connection. */
export interface HostObserver {
  /**
   * One look, within the limits of its parts. Never throws: what could not be read is the status's problem.
   * What was read before stays, with its time, while the host or a daemon does not answer.
   */
  observe(signal?: AbortSignal): Promise<HostStatus>;
  close(): void;
}

const defaultTunnelInterval = 5_000;
const probeLimit = milliseconds(3_000);
/** The first look waits so long for the tunnels; later ones never do. */
const firstTunnelWait = 4_000;

/** Problems of BIRD alone: the host itself answered. */
const birdAlone = new Set(['bird-stopped', 'bird-denied', 'bird-absent', 'bird-flooding']);

export function createHostObserver(
  host: Host,
  connection: HostConnection,
  options: ObserveOptions = {},
): HostObserver {
  return new ConnectedHost(host, connection, options);
}

/** One look at a host. */
export async function observeHost(
  host: Host,
  connection: HostConnection,
  options: ObserveOptions & { readonly signal?: AbortSignal } = {},
): Promise<HostStatus> {
  const observer = createHostObserver(host, connection, options);
  try {
    return await observer.observe(options.signal);
  } finally {
    observer.close();
  }
}

type BirdLook =
  | {
      readonly kind: 'read';
      readonly sessions: readonly SessionStatus[];
      readonly rpki: readonly RpkiStatus[];
    }
  | { readonly kind: 'failed'; readonly problem: Problem };

class ConnectedHost implements HostObserver {
  readonly #host: Host;
  readonly #connection: HostConnection;
  readonly #options: ObserveOptions;
  readonly #client: ReturnType<typeof createHostBird>;
  readonly #bird: BirdObserver;
  readonly #tunnels: TunnelObserver;
  #reading: Promise<void> | undefined;
  #nextTunnels = 0;
  #tunnelProblem: Problem | undefined;
  #silentSince: Instant | undefined;
  #observedAt: Instant | undefined;
  #sessions: readonly SessionStatus[] = [];
  #rpki: readonly RpkiStatus[] = [];
  #tunnelStatuses: readonly TunnelStatus[] = [];

  constructor(host: Host, connection: HostConnection, options: ObserveOptions) {
    this.#host = host;
    this.#connection = connection;
    this.#options = options;
    const { controlSocket } = options;
    this.#client = createHostBird(connection, {
      restricted: true,
      quiet: true,
      ...(controlSocket !== undefined && { socket: controlSocket }),
    });
    this.#bird = new BirdObserver(this.#client, options.bird);
    this.#tunnels = new TunnelObserver(connection);
  }

  async observe(signal?: AbortSignal): Promise<HostStatus> {
    const tunnels = this.#readTunnels(signal);
    const look = await this.#lookAtBird(signal);
    await tunnels;
    if (look.kind === 'read') return this.#running(look);
    const unreachable = await this.#findUnreachable(look.problem, signal);
    return unreachable ? this.#unreachable(unreachable) : this.#birdFailed(look.problem);
  }

  close(): void {
    this.#client.close();
  }

  async #lookAtBird(signal: AbortSignal | undefined): Promise<BirdLook> {
    try {
      return { kind: 'read', ...(await this.#bird.observe(signal)) };
    } catch (error) {
      return { kind: 'failed', problem: toProblem(error, { host: this.#host.name }) };
    }
  }

  /** Starts to read the tunnels when it is time to; waits for them only before anything was read. */
  async #readTunnels(signal: AbortSignal | undefined): Promise<void> {
    if (this.#reading === undefined && Date.now() >= this.#nextTunnels) {
      this.#nextTunnels = Date.now() + (this.#options.tunnelInterval ?? defaultTunnelInterval);
      this.#reading = this.#tunnels
        .observe(signal)
        .then(
          (observation) => this.#takeTunnels(observation),
          (error: unknown) => {
            // That the host is gone is the host's own problem: told of its tunnels it would outlive the outage.
            if (this.#connection.state.kind === 'unreachable') return;
            this.#tunnelProblem = toProblem(error, { host: this.#host.name });
          },
        )
        .finally(() => {
          this.#reading = undefined;
        });
    }
    if (this.#observedAt !== undefined || this.#reading === undefined) return;
    await withinLimit(this.#reading, firstTunnelWait);
  }

  #takeTunnels({ tunnels, reading }: TunnelObservation): void {
    this.#tunnelProblem = undefined;
    this.#tunnelStatuses = tunnels;
    this.#options.onTunnels?.(this.#host, reading);
  }

  /** Why the host as a whole cannot be reached, if that is what went wrong. */
  async #findUnreachable(problem: Problem, signal: AbortSignal | undefined): Promise<Problem | undefined> {
    const { state } = this.#connection;
    if (state.kind === 'unreachable') return state.problem;
    if (birdAlone.has(problem.kind) || signal?.aborted) return undefined;
    try {
      await this.#connection.exec(':', {
        timeout: probeLimit,
        quiet: true,
        ...(signal && { signal }),
      });
      return undefined;
    } catch (error) {
      return toProblem(error, { host: this.#host.name });
    }
  }

  #running(look: BirdLook & { readonly kind: 'read' }): HostStatus {
    this.#silentSince = undefined;
    this.#observedAt = now();
    this.#sessions = look.sessions;
    this.#rpki = look.rpki;
    return this.#status('running', this.#tunnelProblem);
  }

  #birdFailed(problem: Problem): HostStatus {
    this.#silentSince = undefined;
    switch (problem.kind) {
      case 'bird-stopped':
        this.#observedAt = now();
        this.#sessions = this.#sessions.map(toStoppedSession);
        this.#rpki = [];
        return this.#status('stopped', problem);
      case 'bird-absent':
        this.#observedAt = now();
        this.#sessions = [];
        return this.#status('absent', this.#tunnelProblem);
      default:
        return this.#status(problem.kind === 'bird-frozen' ? 'frozen' : 'unknown', problem);
    }
  }

  #unreachable(problem: Problem): HostStatus {
    const { state } = this.#connection;
    this.#silentSince ??= now();
    this.#tunnelProblem = undefined;
    this.#nextTunnels = 0;
    const unreachableSince = state.kind === 'unreachable' ? state.since : this.#silentSince;
    return { ...this.#status('unknown', problem), reachable: false, unreachableSince };
  }

  #status(bird: HostStatus['bird'], problem: Problem | undefined): HostStatus {
    return {
      name: this.#host.name,
      group: this.#host.templateGroup,
      reachable: true,
      ...(problem && { problem }),
      ...(this.#observedAt !== undefined && { observedAt: this.#observedAt }),
      bird,
      sessions: this.#sessions,
      tunnels: this.#tunnelStatuses,
      ...(this.#rpki.length > 0 && { rpki: this.#rpki }),
    };
  }
}

/** Settles when the work does or the limit passes, whichever comes first. */
export async function withinLimit(work: Promise<void>, limit: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limit);
  });
  await Promise.race([work, ended]);
  clearTimeout(timer);
}
