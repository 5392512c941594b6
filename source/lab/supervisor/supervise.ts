import type { Server } from 'node:net';
import { OperatorError, toProblem } from '../../basics/problem.ts';
import { checkTopology } from '../check-topology.ts';
import { controlGroupOf, removeControlGroups } from '../control-groups.ts';
import type { ControlMessage, ControlRequest, LabHostReport } from '../control-protocol.ts';
import { planCables, planSwitches } from '../host/network.ts';
import { buildSeed, type Machine } from '../host/seed.ts';
import { type LabId, labIdVariable } from '../lab-id.ts';
import { readStartTime } from '../processes.ts';
import { holdReachBlock } from '../reach-claim.ts';
import { type LabPaths, labPaths } from '../state/paths.ts';
import { removeLabFolder } from '../state/record.ts';
import { type LabStart, readStart } from '../state/start-file.ts';
import { type ControlClient, listenForControl } from './control-server.ts';
import { type Fabric, startFabric } from './fabric.ts';
import { LabHost } from './lab-host.ts';
import { readHostKeys, readMachine } from './machine.ts';
import { openReach } from './reach.ts';

/** Without an owner for so long, a lab that was never wanted ends. */
const ownerLimit = 15_000;

/** A lab in its supervisor: all of it are children of this process and die with it. */
export class Supervisor {
  readonly #paths: LabPaths;
  readonly #clients = new Set<ControlClient>();
  readonly #owners = new Set<ControlClient>();
  readonly #environment: NodeJS.ProcessEnv;
  readonly #hosts: LabHost[] = [];
  readonly #listeners: Server[] = [];
  #fabric: Fabric | undefined;
  #control: Server | undefined;
  #kept = false;
  #settled = false;
  #started = false;
  #ending: Promise<void> | undefined;
  #orphaned: NodeJS.Timeout | undefined;

  constructor(
    folder: string,
    private readonly id: LabId,
    private readonly onEnd: () => void,
  ) {
    this.#paths = labPaths(folder);
    this.#environment = {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: '/root',
      LANG: 'C.UTF-8',
      [labIdVariable]: id,
    };
  }

  /** Opens the control socket, which belongs to `owner` (a numeric user id). */
  async open(owner: number): Promise<void> {
    const startTime = (await readStartTime(process.pid)) ?? 0;
    this.#control = await listenForControl(this.#paths.folder, owner, {
      greet: (client) => {
        this.#clients.add(client);
        client.send({ type: 'hello', id: this.id, pid: process.pid, startTime });
      },
      handle: (client, request) => this.#handle(client, request),
      leave: (client) => {
        this.#clients.delete(client);
        if (this.#owners.delete(client) && this.#isUnwanted()) this.#endDetached();
      },
    });
    this.#orphaned = setTimeout(() => {
      if (this.#isUnwanted()) this.#endDetached();
    }, ownerLimit);
  }

  /** Ends the lab: hosts, listeners, switches; then tells everyone and closes. */
  end(): Promise<void> {
    this.#ending ??= this.#tearDown();
    return this.#ending;
  }

  #handle(client: ControlClient, request: ControlRequest): void {
    switch (request.type) {
      case 'own':
        clearTimeout(this.#orphaned);
        this.#owners.add(client);
        for (const host of this.#hosts) client.send({ type: 'host', report: host.report });
        if (this.#settled) client.send({ type: 'settled' });
        return;
      case 'start':
        if (!this.#started) this.#start();
        return;
      case 'keep':
        clearTimeout(this.#orphaned);
        this.#kept = true;
        client.send({ type: 'kept' });
        return;
      case 'leave':
        this.#owners.delete(client);
        client.send({ type: 'left', ending: this.#isUnwanted() });
        if (this.#isUnwanted()) this.#endDetached();
        return;
      case 'status':
        client.send({ type: 'status', kept: this.#kept, hosts: this.#hosts.map((host) => host.report) });
        return;
      case 'down':
        this.#endDetached();
    }
  }

  #start(): void {
    this.#started = true;
    this.#build().catch((error: unknown) => {
      const problem = toProblem(error);
      this.#broadcast({
        type: 'failed',
        message: problem.message,
        ...(problem.answer === undefined ? {} : { answer: problem.answer }),
      });
      this.#endDetached();
    });
  }

  async #build(): Promise<void> {
    const start = await readStart(this.#paths.start);
    checkTopology(start.topology);
    const [machine, fabric, claim] = await Promise.all([
      readMachine(start.hidden, controlGroupOf(this.id)),
      startFabric(this.#environment),
      holdReachBlock(start.block),
    ]);
    this.#fabric = fabric;
    this.#listeners.push(claim);
    await fabric.run(planSwitches(start.topology));
    for (const spec of start.topology.hosts)
      this.#hosts.push(new LabHost(spec, (report) => this.#announce(report)));
    await Promise.all(this.#hosts.map((host, index) => this.#startHost(host, index, start, machine, fabric)));
  }

  async #startHost(
    host: LabHost,
    index: number,
    start: LabStart,
    machine: Machine,
    fabric: Fabric,
  ): Promise<void> {
    this.#announce(host.report);
    try {
      const keys = await readHostKeys(this.#paths, host.spec.name);
      const listener = await openReach(host, this.#environment);
      if (listener) this.#listeners.push(listener);
      // An end that came meanwhile must find no host it does not know of.
      if (this.#ending) return;
      host.start(buildSeed(host.spec, machine, keys), this.#environment, (pid) =>
        fabric.run(planCables(start.topology, host.spec, index, pid)),
      );
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      host.fail([error.problem.message, error.problem.answer].filter(Boolean).join(': '));
    }
  }

  #announce(report: LabHostReport): void {
    if (this.#ending) return;
    this.#broadcast({ type: 'host', report });
    if (this.#settled || this.#hosts.some((host) => host.report.state === 'starting')) return;
    this.#settled = true;
    this.#broadcast({ type: 'settled' });
  }

  #broadcast(message: ControlMessage): void {
    for (const client of this.#clients) client.send(message);
  }

  #isUnwanted(): boolean {
    return !this.#kept && this.#owners.size === 0;
  }

  #endDetached(): void {
    this.end().catch((error: unknown) => {
      // Our own death ends whatever an orderly end could not.
      console.error(error);
      process.exit(1);
    });
  }

  async #tearDown(): Promise<void> {
    clearTimeout(this.#orphaned);
    for (const listener of this.#listeners) listener.close();
    await Promise.all(this.#hosts.map((host) => host.end()));
    await this.#fabric?.end();
    await removeControlGroups(this.id);
    await removeLabFolder(this.#paths.folder, this.id);
    this.#broadcast({ type: 'ended' });
    this.#control?.close();
    this.onEnd();
  }
}
