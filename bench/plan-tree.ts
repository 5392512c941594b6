import { describePlan } from '../source/operations/terraform/plan-describe.ts';
import { buildPlanTree, listPlanRows, type PlanTreeRow } from '../source/operations/terraform/plan-tree.ts';
import { createRedactor } from '../source/secrets/redaction.ts';
import { parsePlan } from '../source/terraform/plan-parser.ts';
import { collectSensitiveValues } from '../source/terraform/plan-secrets.ts';
import { describeContainer, describeDockerPlan, describeImage } from '../test/terraform/docker-plan.ts';
import { type Benchmark, medianOf, timeRuns } from './measurement.ts';

const resources = 2_000;
const hosts = 40;
const runs = 15;
const screen = 50;

/** A plan of images that moved and containers that follow them, as the docker provider's JSON. */
function growPlan(): string {
  const changes = Array.from({ length: resources / 2 }, (_, index) => {
    const service = `module.ixp_ixp${index % hosts}.module.service["service-${index}"]`;
    const [before, after] = [index, index + resources].map((number) => number.toString(16).padStart(64, '0'));
    return [
      {
        address: `${service}.docker_image.image`,
        actions: ['delete', 'create'],
        before: describeImage(before ?? ''),
        after: describeImage(after ?? ''),
        replacePaths: [['pull_triggers']],
        reason: 'replace_because_cannot_update',
      },
      {
        address: `${service}.docker_container.container`,
        actions: ['delete', 'create'],
        before: describeContainer({ name: `service-${index}`, env: [`TOKEN=secret-of-${index}`] }),
        after: describeContainer({
          name: `service-${index}`,
          env: [`TOKEN=secret-of-${index + 1}`],
          image: undefined,
        }),
        unknown: { image: true, id: true },
        beforeSensitive: { env: [true] },
        afterSensitive: { env: [true] },
        replacePaths: [['image']],
        reason: 'replace_because_cannot_update',
      },
    ];
  }).flat();
  return JSON.stringify(describeDockerPlan(changes));
}

function open(text: string) {
  const json: unknown = JSON.parse(text);
  const redact = createRedactor(collectSensitiveValues(json));
  const names = Array.from({ length: hosts }, (_, index) => `ixp${index}`);
  return buildPlanTree(describePlan(parsePlan(json, { redact, hosts: names }), 'saved.tfplan'));
}

/** One page of rows, as a pane shows them. */
function page(rows: readonly PlanTreeRow[], from: number): number {
  return rows.slice(from, from + screen).length;
}

/** What the pane of a large plan costs until its first rows are there, and for each page after. */
export async function measure(): Promise<Benchmark> {
  const text = growPlan();
  const opened = await timeRuns(runs, () => {
    if (page(listPlanRows(open(text), { toggled: new Set() }), 0) !== screen)
      throw new Error('no first page');
  });
  const tree = open(text);
  const unfolded = new Set<string>(
    listPlanRows(tree, { toggled: new Set() }).flatMap(({ kind, id }) => (kind === 'resource' ? [id] : [])),
  );
  const folding = await timeRuns(runs, () => listPlanRows(tree, { toggled: unfolded }));
  const rows = listPlanRows(tree, { toggled: unfolded });
  const scrolling = await timeRuns(runs, () => {
    for (let from = 0; from < rows.length; from += screen) page(rows, from);
  });
  const filtering = await timeRuns(runs, () =>
    listPlanRows(tree, { toggled: new Set(), matches: ({ address }) => address.includes('service-77') }),
  );
  const measurement = (what: string, times: readonly number[]) => ({
    what,
    median: medianOf(times),
    unit: 'ms' as const,
    runs,
  });
  return {
    title: `A plan of ${resources} resources, ${(text.length / 1e6).toFixed(1)} MB of JSON`,
    measurements: [
      measurement('from JSON to the first rows', opened),
      measurement('one resource opened, or all: every row anew', folding),
      measurement('a filter typed', filtering),
      measurement(`scrolled through all ${rows.length} rows`, scrolling),
    ],
  };
}
