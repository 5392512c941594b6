import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { sanitizeLine } from '../../basics/sanitize.ts';
import {
  type ChangeVerdict,
  type Classification,
  classifyChanges,
  describeMark,
} from '../../terraform/change-classes.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import type { Redact } from '../../terraform/diagnostics.ts';
import { asList, asRecord, asText, field, parseJson } from '../../terraform/json.ts';
import {
  checksumConfiguration,
  type KeptConfiguration,
  listChangedFiles,
} from '../../terraform/kept-configuration.ts';
import type { PlanReading } from '../../terraform/plan-model.ts';
import { planFormer } from './plan-former.ts';
import type { PlanEvent, PlanScope } from './plans.ts';

/** What a plan's changes are, by address as it is shown. */
export interface PlanClasses {
  readonly classification: Classification;
  readonly verdicts: ReadonlyMap<string, ChangeVerdict>;
}

interface ClassifyRequest {
  readonly client: TerraformClient;
  /** Today's plan as data and as Terraform gave it. */
  readonly reading: PlanReading;
  readonly json: unknown;
  readonly now: KeptConfiguration;
  readonly applied: KeptConfiguration | undefined;
  readonly requested: readonly string[];
  readonly stopped: readonly string[];
  readonly redact: Redact;
  readonly signal: AbortSignal;
}

/**
 * Tells what of a plan was meant: by planning the last applied configuration against today's state beside it. Where
 * that cannot be done, it says why, and guesses nothing.
 */
export async function* classifyPlan(request: ClassifyRequest): AsyncGenerator<PlanEvent, PlanClasses, void> {
  const { applied, now, json, reading, redact } = request;
  if (isFirst(json))
    return allOf(reading, 'intended', 'nothing was applied before: it follows from the repository');
  if (applied === undefined)
    return none('no configuration was kept at an apply of this fleet yet; the next apply keeps one');
  const changedFiles = listChangedFiles(applied, now);
  const isSame = checksumConfiguration(applied) === checksumConfiguration(now);
  let former: unknown = json;
  if (!isSame) {
    const mark = describeMark(applied.mark);
    yield { type: 'terraform-stage', stage: 'compare', detail: `with what ${mark} brought` };
    const replace = [...request.requested, ...request.stopped];
    const planned = await planFormer({
      client: request.client,
      configuration: applied,
      replace,
      redact,
      signal: request.signal,
    });
    if (planned.kind === 'failed') {
      yield { type: 'diagnostic', severity: 'warning', problem: planned.problem };
      return none(`what ${mark} brought cannot be planned today: ${planned.problem.message}`);
    }
    former = planned.json;
  }
  const files = new Map(reading.resources.map(({ address, place }) => [address, place?.file]));
  const found = classifyChanges({
    now: json,
    former,
    since: applied.mark,
    changedFiles: changedFiles.map((path) => sanitizeLine(redact(path))),
    findFile: (address) => files.get(show(address, redact)),
    requested: new Set(request.requested),
    stopped: new Set(request.stopped),
    redact,
  });
  const verdicts = new Map([...found].map(([address, verdict]) => [show(address, redact), verdict]));
  return {
    classification: { kind: 'classified', since: applied.mark, changedFiles, ...count(reading, verdicts) },
    verdicts,
  };
}

/** Everything was asked for, as a removal of everything is. */
export function allOf(reading: PlanReading, kind: 'intended', because: string): PlanClasses {
  const verdict = { class: kind, because, alongside: [] };
  const verdicts = new Map(reading.resources.map(({ address }) => [address, verdict]));
  return { classification: { kind: 'classified', changedFiles: [], ...count(reading, verdicts) }, verdicts };
}

function none(because: string): PlanClasses {
  return { classification: { kind: 'unclassified', because }, verdicts: new Map() };
}

function count(reading: PlanReading, verdicts: ReadonlyMap<string, ChangeVerdict>) {
  const classes = reading.resources
    .filter(({ action }) => action !== 'read' && action !== 'no-op')
    .map(({ address }) => verdicts.get(address)?.class);
  const of = (kind: string) => classes.filter((each) => each === kind).length;
  return { intended: of('intended'), incidental: of('incidental'), drift: of('drift') };
}

/** Whether there is no resource in the state: then nothing can move but what the repository means. */
function isFirst(plan: unknown): boolean {
  const values = asRecord(field(asRecord(field(asRecord(plan), 'prior_state')), 'values'));
  return !holdsManaged(field(values, 'root_module'), 0);
}

function holdsManaged(module: unknown, depth: number): boolean {
  const record = asRecord(module);
  if (depth > 32) return true;
  return (
    asList(field(record, 'resources')).some((each) => asText(field(asRecord(each), 'mode')) === 'managed') ||
    asList(field(record, 'child_modules')).some((each) => holdsManaged(each, depth + 1))
  );
}

function show(address: string, redact: Redact): string {
  return sanitizeLine(redact(address));
}

const classesName = 'classes.json';

const kept = z.object({
  classification: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('classified'),
      since: z
        .object({ at: z.string(), commit: z.string().exactOptional(), dirty: z.boolean().exactOptional() })
        .exactOptional(),
      changedFiles: z.array(z.string()),
      intended: z.number(),
      incidental: z.number(),
      drift: z.number(),
    }),
    z.object({ kind: z.literal('unclassified'), because: z.string() }),
  ]),
  verdicts: z.array(
    z.tuple([
      z.string(),
      z.object({
        class: z.enum(['intended', 'incidental', 'drift', 'unclassified']),
        because: z.string(),
        alongside: z.array(z.string()),
      }),
    ]),
  ),
  /** Applying the plan brings all that the configuration means. */
  completes: z.boolean(),
  destroys: z.boolean(),
  scope: z
    .object({
      kind: z.enum(['intended', 'targets', 'hosts']),
      chosen: z.array(z.string()),
      dragged: z.array(z.string()),
      left: z.array(
        z.object({
          address: z.string(),
          class: z.enum(['intended', 'incidental', 'drift', 'unclassified']).exactOptional(),
        }),
      ),
    })
    .exactOptional(),
});

/** What is kept beside a saved plan: it is applied later, perhaps by another process. */
export interface SavedClasses {
  readonly classes: PlanClasses;
  readonly scope: PlanScope | undefined;
  /** Applying the plan brings all that the configuration means. */
  readonly completes: boolean;
  readonly destroys: boolean;
}

/** Writes them beside the plan. */
export async function writeClasses(runFolder: string, saved: SavedClasses): Promise<void> {
  const { classes, ...rest } = saved;
  const text = JSON.stringify({
    ...rest,
    classification: classes.classification,
    verdicts: [...classes.verdicts],
  });
  await writeFile(join(runFolder, classesName), text, { mode: 0o600 });
}

/** Undefined where the plan was never classified. */
export async function readClasses(runFolder: string): Promise<SavedClasses | undefined> {
  const text = await readFile(join(runFolder, classesName), 'utf8').catch(() => undefined);
  const read = kept.safeParse(text === undefined ? undefined : parseJson(text));
  if (!read.success) return undefined;
  const { classification, verdicts, scope, ...rest } = read.data;
  return { ...rest, scope, classes: { classification, verdicts: new Map(verdicts) } };
}
