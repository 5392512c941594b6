import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { type Milliseconds, milliseconds, now } from '../../basics/brand.ts';
import { OperatorError, toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type ContainersReading, parseContainers, readContainersCommand } from '../../containers/index.ts';
import type { Host } from '../../fleet/model.ts';
import {
  type CertificatesReading,
  type ClockSkew,
  certificatesScript,
  chooseSurer,
  clockCommand,
  measureSkew,
  parseCertificates,
  parseVitals,
  type Unread,
  type VitalsReading,
  vitalsScript,
} from '../../hosts/index.ts';
import type { ExecOptions, HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';
import type { FleetVitals, HostVitals } from './vitals-model.ts';
import { findWarnings } from './vitals-warnings.ts';

export interface VitalsOptions {
  /** How long each question to a host may take; the default is 10 s. */
  readonly limit?: Milliseconds;
  readonly signal?: AbortSignal;
  /** Told as each host was read. */
  readonly onHost?: (vitals: HostVitals) => void;
}

const defaultLimit = milliseconds(10_000);
const containersLimit = milliseconds(30_000);
const mostBytes = 1024 * 1024;
const atOnce = 32;

/** The vitals of the session's hosts, all at once; one that cannot be read delays no other. */
export async function vitals(session: FleetSession, options: VitalsOptions = {}): Promise<FleetVitals> {
  const throttle = pLimit(atOnce);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Every question to every host listens to it: that is no leak.
  setMaxListeners(0, signal);
  const hosts = await Promise.all(
    session.hosts.map((host) =>
      throttle(async () => {
        const found = await readVitals(host, session.remote.connect(host.name), { ...options, signal });
        options.onHost?.(found);
        return found;
      }),
    ),
  );
  return { hosts };
}

/** What one host says of itself. What could not be read says why; throws only where it is interrupted. */
export async function readVitals(
  host: Host,
  connection: HostConnection,
  options: VitalsOptions = {},
): Promise<HostVitals> {
  const { name, templateGroup: group } = host;
  const asking = new Asking(connection, options);
  let system: VitalsReading;
  try {
    system = parseVitals((await asking.run(vitalsScript, 'vitals')).stdout);
  } catch (error) {
    options.signal?.throwIfAborted();
    const problem = toProblem(error, { host: name });
    const nothing = { disks: [], certificates: [], unread: [], warnings: [] };
    return { name, group, reachable: false, problem, observedAt: now(), ...nothing };
  }
  const unread: Unread[] = [...system.unread];
  const [clock, containers, found] = await Promise.all([
    asking.attempt('clock', unread, () => measureClock(asking)),
    asking.attempt('containers', unread, () => readContainers(asking)),
    asking.attempt('certificates', unread, () => readCertificates(asking)),
  ]);
  const certificates = [...(found?.certificates ?? [])].sort((one, other) => one.expires - other.expires);
  const read = {
    ...system,
    name,
    group,
    reachable: true,
    observedAt: now(),
    ...(clock && { clock }),
    ...(containers && { containers }),
    certificates,
    unread: [...unread, ...(found?.unread ?? []), ...describeEngine(containers)].map(sanitizeUnread),
  };
  return { ...read, warnings: findWarnings(read, read.observedAt) };
}

/** Asks one host, quietly and within the limits. */
class Asking {
  readonly #connection: HostConnection;
  readonly #options: VitalsOptions;

  constructor(connection: HostConnection, options: VitalsOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  run(command: string, label: string, options: Partial<ExecOptions> = {}) {
    return this.#connection.exec(command, {
      timeout: this.#options.limit ?? defaultLimit,
      maxBytes: mostBytes,
      quiet: true,
      label,
      ...(this.#options.signal && { signal: this.#options.signal }),
      ...options,
    });
  }

  /** A part of the vitals; where it fails the others are still told. */
  async attempt<Value>(
    what: string,
    unread: Unread[],
    work: () => Promise<Value>,
  ): Promise<Value | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      const { message, answer } = toProblem(error);
      unread.push({ what, why: answer === undefined ? message : `${message}: ${answer}` });
      return undefined;
    }
  }
}

/** Asks twice over the kept-open shell, so that neither connecting nor starting a shell counts, and keeps the surer. */
async function measureClock(asking: Asking): Promise<ClockSkew> {
  await asking.run(':', 'clock', { persistent: true });
  let best: ClockSkew | undefined;
  let words = '';
  for (let count = 0; count < 2; count += 1) {
    const asked = Date.now();
    const { stdout } = await asking.run(clockCommand, 'clock', { persistent: true });
    best = chooseSurer(best, measureSkew(stdout, asked, Date.now()));
    words = stdout.trim();
  }
  if (best === undefined)
    throw new OperatorError({
      kind: 'clock-unread',
      message: 'date tells no time',
      answer: sanitizeLine(words, 200),
    });
  return best;
}

/** As the login user, and as root only where that user may not ask the engine. */
async function readContainers(asking: Asking): Promise<ContainersReading> {
  const options = { timeout: containersLimit };
  const reading = parseContainers(await asking.run(readContainersCommand, 'docker ps', options));
  if (reading.engine !== 'denied') return reading;
  return parseContainers(await asking.run(readContainersCommand, 'docker ps', { ...options, asRoot: true }));
}

async function readCertificates(asking: Asking): Promise<CertificatesReading> {
  return parseCertificates((await asking.run(certificatesScript, 'certificates')).stdout);
}

function describeEngine(reading: ContainersReading | undefined): Unread[] {
  if (reading === undefined || reading.engine === 'running' || reading.engine === 'absent') return [];
  return [{ what: 'containers', why: reading.why ?? `the engine is ${reading.engine}` }];
}

function sanitizeUnread({ what, why }: Unread): Unread {
  return { what: sanitizeLine(what, 300), why: sanitizeLine(why, 300) };
}
