import type { Instant } from '../../source/basics/brand.ts';
import type { ContainerServices } from '../../source/console/services-containers.ts';
import type { ContainerDetail } from '../../source/containers/index.ts';
import type { ContainerState } from '../../source/operations/containers/containers-follow.ts';
import type { FleetContainers } from '../../source/operations/containers/containers-model.ts';
import { demoPlan, hostName } from './demo-fleet.ts';

const caddy: ContainerDetail = {
  name: 'caddy',
  image: 'docker.io/library/caddy:2',
  imageId: 'sha256:aaaa',
  digest: 'docker.io/library/caddy@sha256:bbbb',
  state: 'running',
  health: 'healthy',
  restarts: 0,
  startedAt: '2026-11-20T10:00:00Z',
  restartPolicy: 'always',
  ports: [{ inner: 443, outer: 8443, protocol: 'tcp' }],
  networks: [{ name: 'dmz', ipv6: '2001:db8::2' }],
  mounts: [{ source: '/etc/caddy', target: '/etc/caddy', writable: false }],
};

const pin = {
  was: 'docker.io/library/caddy:2',
  image: 'docker.io/library/caddy@sha256:bbbb',
  at: '2026-11-20',
  by: 'mia@jump01',
  place: { file: 'terraform/services.tf', line: 12 },
};

/** Hosts with containers, without any, without an engine, with one that may not be asked, and one that is away. */
export function demoContainers(at: Instant): FleetContainers {
  const host = { reachable: true, images: [], unread: [], observedAt: at };
  return {
    hosts: [
      {
        ...host,
        host: hostName('coreams01'),
        engine: 'running',
        rows: [
          {
            host: hostName('coreams01'),
            name: 'caddy',
            found: caddy,
            differences: [{ kind: 'moved', text: 'its name means another image now' }],
            pin,
          },
          {
            host: hostName('coreams01'),
            name: 'saimiris',
            found: { ...caddy, name: 'saimiris', state: 'exited', exitCode: 137, restarts: 3 },
            differences: [{ kind: 'stopped', text: 'it does not run: exited, exit code 137' }],
          },
        ],
      },
      { ...host, host: hostName('ixpams01'), engine: 'running', rows: [] },
      { ...host, host: hostName('ixpfra01'), engine: 'absent', rows: [] },
      {
        ...host,
        host: hostName('vltatl01'),
        engine: 'denied',
        rows: [],
        problem: { kind: 'engine-denied', message: 'denied', hint: 'add the user to the group docker' },
      },
      {
        ...host,
        host: hostName('vltcdg01'),
        reachable: false,
        engine: 'unknown',
        rows: [],
        problem: { kind: 'host-unreachable', message: 'no SSH connection' },
      },
    ],
    state: { kind: 'read', containers: 2 },
    pins: [pin],
  };
}

/** Containers of a fleet that exists only here. */
export function createDemoContainers(
  delay: (time?: number, signal?: AbortSignal) => Promise<void>,
): ContainerServices {
  const after: ContainerState = { state: 'running', restarts: 0 };
  return {
    read: async () => demoContainers(Date.now() as Instant),
    async *log({ host, name }, signal) {
      for (let line = 1; !signal.aborted; line += 1) {
        const at = '2026-11-21T14:02:00Z';
        yield { type: 'container-log-line', host, container: name, at, text: `line ${line} of ${name}` };
        await delay(line < 5 ? 0 : 500, signal).catch(() => undefined);
      }
      return { host, container: name, lines: 5 };
    },
    planRestart: async ({ host, name }) => ({
      host,
      container: name,
      command: `docker restart ${name}`,
      does: `stop ${name} and start it again, from the same image`,
      warnings: ['nobody answers on port 8443/tcp until it is up again'],
      before: after,
    }),
    async *restart({ host, container, command }, signal) {
      yield { type: 'container-restarting', host, container, command };
      await delay(undefined, signal);
      return { host, container, reached: true, after };
    },
    planRollback: async ({ host, name }, to) => {
      const candidate = {
        reference: 'docker.io/library/caddy@sha256:cccccccccccccccccccccccc',
        onHost: true,
        evidence: [{ kind: 'seen' as const, first: '2026-11-01T00:00:00Z', last: '2026-11-19T10:00:00Z' }],
      };
      return {
        host,
        container: name,
        current: caddy,
        candidates: [candidate],
        chosen: { ...candidate, reference: to ?? candidate.reference },
        edits: [],
        place: { file: 'terraform/services.tf', line: 12 },
        targets: [],
        alsoNamed: [],
      };
    },
    async *pin() {
      yield { type: 'terraform-stage', stage: 'plan' };
      return { kind: 'planned', plan: demoPlan };
    },
    takePinBack: async () => undefined,
    unpin: async () => ['terraform/services.tf'],
  };
}
