import type { Instant, Milliseconds } from '../../source/basics/brand.ts';
import { OperatorError, type Problem } from '../../source/basics/problem.ts';
import type { ConsoleQuestions } from '../../source/console/questions.ts';
import type { ConsoleServices, WatchEvent } from '../../source/console/services.ts';
import type { WayOut } from '../../source/operations/terraform/plans.ts';
import type { CommandRecord } from '../../source/remote/connection.ts';
import { demoCheck } from './demo-check.ts';
import { createDemoContainers } from './demo-containers.ts';
import { createDemoDelivery, type DeliveryScript } from './demo-delivery.ts';
import {
  demoChanges,
  demoClock,
  demoDiagnosis,
  demoExplanation,
  demoFlap,
  demoPlan,
  demoStatuses,
  groups,
  hostName,
  locations,
  manyStatuses,
} from './demo-fleet.ts';
import { demoJournal } from './demo-journal.ts';
import { createDemoPeers } from './demo-peers.ts';
import { bigPlan, demoIntendedPlan } from './demo-plan.ts';
import { createDemoVitals } from './demo-vitals.ts';

/** What a scripted fleet does; the defaults are a calm day. */
export interface DemoScript extends DeliveryScript {
  readonly mode?: 'lab' | 'production';
  readonly readOnly?: boolean;
  /** Milliseconds a step of an operation takes. */
  readonly pace?: number;
  /** What `render` throws. */
  readonly renderProblem?: Problem;
  /** As many resources in the plan. */
  readonly plannedResources?: number;
  /** What can be done about a plan that failed. */
  readonly waysOut?: readonly WayOut[];
  /** What `plan` fails with. */
  readonly planProblem?: Problem;
  /** What `why` throws. */
  readonly whyProblem?: Problem;
  /** A session goes down for a moment, a second after the start. */
  readonly flaps?: boolean;
  /** The choice of hosts that these are. */
  readonly limit?: { readonly pattern: string; readonly of: number };
  /** What was found in the repository. */
  readonly warnings?: readonly Problem[];
  /** Hosts in place of the five. */
  readonly manyHosts?: number;
  /** A sync wants a host key trusted and a sudo password. */
  readonly asks?: boolean;
}

/** By the global timer, so that tests may turn the clock. */
function delay(time: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    setTimeout(resolve, time);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function askAll(questions: ConsoleQuestions): Promise<void> {
  const trusted = await questions.confirm({
    title: 'Trust the key of ixpams01?',
    lines: ['ED25519 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8'],
    proceed: 'trust',
  });
  if (!trusted) throw new OperatorError({ kind: 'host-key-unknown', message: 'the key was not trusted' });
  const password = await questions.secret({ title: 'sudo on ixpams01', lines: ['The password of felix'] });
  if (password !== 'hunter2') {
    throw new OperatorError({
      kind: 'sudo-refused',
      message: `wrong password of ${password?.length ?? 0} characters`,
    });
  }
}

/** Services of a fleet that exists only here: what it answers is scripted. */
export function createDemoServices(script: DemoScript = {}, questions?: ConsoleQuestions): ConsoleServices {
  const { mode = 'lab', pace = 20, manyHosts } = script;
  const statuses = (at: Instant) =>
    manyHosts === undefined ? demoStatuses(at) : manyStatuses(manyHosts, at);
  const listeners = new Set<(record: CommandRecord) => void>();

  const ran = (host: string, command: string) => {
    const record: CommandRecord = {
      at: Date.now() as Instant,
      host: hostName(host),
      command,
      exitCode: 0,
      duration: 140 as Milliseconds,
    };
    for (const listener of listeners) listener(record);
  };

  async function* watch(signal: AbortSignal): AsyncGenerator<WatchEvent, void, void> {
    for (let look = 1; !signal.aborted; look += 1) {
      for (const status of statuses(Date.now() as Instant)) {
        const flaps = script.flaps === true && look === 2 && status.name === 'ixpams01';
        yield { type: 'host-status', status, ...(flaps && { changes: demoFlap(Date.now() as Instant) }) };
      }
      await delay(manyHosts === undefined ? 1000 : 5000, signal).catch(() => undefined);
    }
  }

  return {
    fleet: {
      name: 'as215011-net',
      mode: mode === 'lab' ? { kind: 'lab', name: 'default' } : { kind: 'production' },
      ...(script.limit && { limit: script.limit }),
      hosts: statuses(demoClock).map(({ name, group }) => ({
        name,
        group,
        ...(locations[name] && { location: locations[name] }),
      })),
    },
    operator: 'felix@jump01',
    readOnly: script.readOnly ?? false,
    warnings: () => script.warnings ?? [],
    watch,
    async *render() {
      if (script.renderProblem !== undefined) throw new OperatorError(script.renderProblem);
      for (const host of Object.keys(groups)) {
        await delay(pace);
        yield { type: 'host-rendered', host: hostName(host), files: 8, changed: 1 };
      }
      return { files: 40, changes: demoChanges, terraform: [], problems: [] };
    },
    delivery: createDemoDelivery(script, {
      pace,
      delay,
      ran,
      ...(script.asks === true && questions !== undefined && { before: () => askAll(questions) }),
    }),
    containers: createDemoContainers((time = pace, signal) => delay(time, signal)),
    journal: async () => ({ entries: demoJournal, unreadable: 0 }),
    async *check() {
      await delay(pace);
      for (const finding of demoCheck.findings) yield { type: 'finding', finding };
      return demoCheck;
    },
    async *plan(_signal, { intended = false, upgrade = false } = {}) {
      yield { type: 'terraform-stage', stage: 'plan' };
      await delay(pace);
      if (script.planProblem !== undefined && !upgrade) {
        return { kind: 'failed', problem: script.planProblem, waysOut: script.waysOut ?? [] };
      }
      const { plannedResources } = script;
      const whole = plannedResources === undefined ? demoPlan : bigPlan(plannedResources);
      return { kind: 'planned', plan: intended ? demoIntendedPlan : whole };
    },
    async *recoverState() {
      yield { type: 'state-step', step: 'push' };
      return { kind: 'recovered', state: { serial: 8, lineage: 'l', resources: 12 } };
    },
    async *unlockState(id) {
      yield { type: 'state-step', step: 'clean' };
      return { kind: 'unlocked', id };
    },
    async *apply(plan) {
      for (const { address } of plan.changes) {
        yield { type: 'resource', address, state: 'running' };
        await delay(pace);
        yield { type: 'resource', address, state: 'done' };
      }
      return { kind: 'applied', add: plan.add, change: plan.change, remove: plan.remove };
    },
    why: async ({ host, path, line = 1 }) => {
      await delay(pace);
      if (script.whyProblem !== undefined) throw new OperatorError(script.whyProblem);
      return demoExplanation(host, path, line);
    },
    async *diagnose({ host = 'ixpams01', subject }, signal) {
      yield { type: 'diagnose-host', host, state: 'reading' };
      await delay(pace, signal);
      const { symptom } = demoDiagnosis;
      yield { type: 'diagnose-suspect', host, subject: subject ?? 'host', symptom };
      await delay(pace, signal);
      const concerned = subject === undefined || subject === demoDiagnosis.subject;
      return { diagnoses: host === demoDiagnosis.host && concerned ? [demoDiagnosis] : [] };
    },
    peers: createDemoPeers((signal, time = pace) => delay(time, signal), ran),
    vitals: createDemoVitals((signal) => delay(pace, signal)),
    onCommand: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
