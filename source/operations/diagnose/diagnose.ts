import { setMaxListeners } from 'node:events';
import type { Diagnosis, Unread } from '../../diagnosis/model.ts';
import type { Suspect } from '../../diagnosis/suspects.ts';
import type { Operation } from '../operation.ts';
import type { FleetSession } from '../session.ts';
import { chooseHosts, chooseSuspects, type DiagnoseRequest, describeSuspect } from './diagnose-choose.ts';
import { createContext, learnOthers } from './diagnose-context.ts';
import { examine } from './diagnose-examine.ts';
import { createCleaner } from './diagnose-redact.ts';

export type { DiagnoseRequest } from './diagnose-choose.ts';

export type DiagnoseEvent =
  | {
      readonly type: 'diagnose-host';
      readonly host: string;
      readonly state: 'reading' | 'read' | 'unreachable';
    }
  | {
      readonly type: 'diagnose-suspect';
      readonly host: string;
      readonly subject: string;
      readonly symptom: string;
    }
  | { readonly type: 'diagnosis'; readonly diagnosis: Diagnosis };

export interface DiagnoseResult {
  readonly diagnoses: readonly Diagnosis[];
  /** How many more look wrong: of one host only so many are explained at once. */
  readonly passedOver?: number;
  /** What could not be read of hosts on which nothing wrong was seen: more may be wrong there than is told. */
  readonly unread?: readonly Unread[];
}

/** Beyond so many, what is wrong on a host has one cause, and the first tell it. */
const mostSuspects = 40;

/** Finds out what is wrong and why. Reads only; every command on a host has a limit. */
export async function* diagnose(
  session: FleetSession,
  request: DiagnoseRequest,
  signal?: AbortSignal,
): Operation<DiagnoseEvent, DiagnoseResult> {
  const chosen = chooseHosts(session, request);
  // Every command listens for the end of the whole.
  if (signal) setMaxListeners(0, signal);
  const context = createContext(session, signal);
  for (const name of chosen) yield { type: 'diagnose-host', host: name, state: 'reading' };
  await Promise.all([...chosen.map((name) => context.read(name)), learnOthers(context, chosen)]);
  signal?.throwIfAborted();
  const suspects: Suspect[] = [];
  let passedOver = 0;
  for (const name of chosen) {
    const facts = context.facts.get(name);
    if (facts === undefined) continue;
    yield { type: 'diagnose-host', host: name, state: facts.reachable ? 'read' : 'unreachable' };
    const found = chooseSuspects(facts, request);
    suspects.push(...found.slice(0, mostSuspects));
    passedOver += Math.max(0, found.length - mostSuspects);
  }
  for (const suspect of suspects) yield { type: 'diagnose-suspect', ...describeSuspect(suspect) };
  const found = await examine(context, suspects, request);
  signal?.throwIfAborted();
  const clean = createCleaner(session.fleet.secretValues);
  const diagnoses = found.map(clean.diagnosis);
  for (const diagnosis of diagnoses) yield { type: 'diagnosis', diagnosis };
  const explained = new Set(diagnoses.map(({ host }) => host));
  const unread = chosen
    .filter((name) => !explained.has(name))
    .flatMap((name) => context.facts.get(name)?.unread ?? [])
    .map(clean.unread);
  return {
    diagnoses,
    ...(passedOver > 0 && { passedOver }),
    ...(unread.length > 0 && { unread }),
  };
}
