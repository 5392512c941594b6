import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { now } from '../../basics/brand.ts';
import { toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type ExpectedContainer, findDifferences, pairContainers } from '../../containers/index.ts';
import type { Host } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import { describeEngineProblem, readEngine } from './containers-engine.ts';
import { noteSeenImages } from './containers-history.ts';
import type { ContainerRow, FleetContainers, HostContainers } from './containers-model.ts';
import { readExpected } from './containers-state.ts';
import { findPin, type ImagePin, listImagePins } from './image-pins.ts';

export interface ContainersOptions {
  /** Only these hosts; the session's by default. */
  readonly hosts?: readonly Host[];
  readonly signal?: AbortSignal;
  /** Told as each host was read. */
  readonly onHost?: (containers: HostContainers) => void;
}

const atOnce = 32;

/**
 * The containers of the hosts beside what Terraform's state says, all hosts at once. A host without an answer has its
 * problem and delays no other. What was seen running well is noted for a later rollback.
 */
export async function readContainers(
  session: FleetSession,
  options: ContainersOptions = {},
): Promise<FleetContainers> {
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Every question to every host listens to it: that is no leak.
  setMaxListeners(0, signal);
  const [{ containers: expected, state }, pins] = await Promise.all([
    readExpected(session, signal),
    listImagePins(session.fleet.root),
  ]);
  const throttle = pLimit(atOnce);
  const hosts = await Promise.all(
    (options.hosts ?? session.hosts).map((host) =>
      throttle(async () => {
        const wanted = expected.filter((one) => one.host === host.name);
        const found = await readHost(session, host, wanted, state.kind === 'read', pins, signal);
        options.onHost?.(found);
        return found;
      }),
    ),
  );
  await noteSeenImages(session.stateFolder, hosts);
  return { hosts, state, pins };
}

async function readHost(
  session: FleetSession,
  { name: host }: Host,
  expected: readonly ExpectedContainer[],
  stateKnown: boolean,
  pins: readonly ImagePin[],
  signal: AbortSignal,
): Promise<HostContainers> {
  const nothing = { host, rows: [], images: [], unread: [] };
  try {
    const reading = await readEngine(session.remote.connect(host), signal);
    // A host without Docker that is to have no container is as it should be.
    const wanted = reading.engine !== 'absent' || expected.length > 0;
    const problem = wanted ? describeEngineProblem(host, reading) : undefined;
    const { engine, images } = reading;
    const known = engine === 'running' || engine === 'absent';
    const pairs = known ? pairContainers(reading.containers, expected) : [];
    const rows = pairs.map((pair): ContainerRow => {
      const pin = findPin(pins, pair.expected?.image ?? pair.found?.image);
      return {
        host,
        ...pair,
        differences: findDifferences(pair, images, stateKnown),
        ...(pin && { pin }),
      };
    });
    const unread = reading.unread.map((line) => sanitizeLine(line, 300));
    const observedAt = now();
    return { host, reachable: true, engine, rows, images, unread, observedAt, ...(problem && { problem }) };
  } catch (error) {
    signal.throwIfAborted();
    const problem = toProblem(error, { host });
    return { ...nothing, reachable: false, engine: 'unknown', problem, observedAt: now() };
  }
}
