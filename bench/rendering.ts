import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fleet, Host } from '../source/fleet/model.ts';
import { toPlain } from '../source/fleet/plain-values.ts';
import { listHostSources, readSourceIndex } from '../source/rendering/list-sources.ts';
import { RenderCache } from '../source/rendering/render-cache.ts';
import { renderFleet } from '../source/rendering/render-fleet.ts';
import { loadGrownFleet } from './grown-fleet.ts';
import { type Benchmark, type Measurement, medianOf, timeRuns } from './measurement.ts';

const runs = 7;
const folder = 'templates/config';

/** Rendering the shipped fleet, 300 hosts of it, and one edit in them, against Python's Jinja2 doing the same. */
export async function measure(): Promise<Benchmark> {
  const measurements: Measurement[] = [];
  for (const copies of [1, 60]) {
    const home = mkdtempSync(join(tmpdir(), 'peerdeck-bench-fleet-'));
    try {
      const fleet = await loadGrownFleet(home, copies);
      measurements.push(await measureWhole(fleet, home), ...(await measureEdit(fleet)));
    } finally {
      rmSync(home, { recursive: true });
    }
  }
  return { title: 'Rendering', measurements };
}

async function measureWhole(fleet: Fleet, home: string): Promise<Measurement> {
  const python = await renderWithPython(fleet, home);
  const ours = await digestTemplates(fleet);
  if (ours !== python.digest) throw new Error('the two renderers do not agree');
  const times = await timeRuns(runs, () => renderFleet(fleet));
  return {
    what: `${fleet.hosts.length} hosts, everything, with provenance`,
    median: medianOf(times),
    unit: 'ms',
    runs,
    rival: { name: 'python3-jinja2', median: medianOf(python.times) },
  };
}

async function measureEdit(fleet: Fleet): Promise<Measurement[]> {
  const cache = new RenderCache();
  await renderFleet(fleet, fleet.hosts, cache);
  const template = join(fleet.root, folder, 'ixp/bird/filters.conf.j2');
  const edited = await timeRuns(runs, () => {
    appendFileSync(template, '# one more line\n');
    return renderFleet(fleet, fleet.hosts, cache);
  });
  const unchanged = await timeRuns(runs, () => renderFleet(fleet, fleet.hosts, cache));
  const hosts = `${fleet.hosts.length} hosts`;
  return [
    { what: `${hosts}, after one template was edited`, median: medianOf(edited), unit: 'ms', runs },
    { what: `${hosts}, nothing changed`, median: medianOf(unchanged), unit: 'ms', runs },
  ];
}

async function listTemplates(fleet: Fleet): Promise<{ host: Host; names: string[] }[]> {
  const index = await readSourceIndex(fleet.root, folder);
  return fleet.hosts.map((host) => ({
    host,
    names: listHostSources(fleet, host, index)
      .sources.filter((source) => source.isTemplate)
      .map((source) => source.name),
  }));
}

async function digestTemplates(fleet: Fleet): Promise<string> {
  const templates = new Map((await listTemplates(fleet)).map(({ host, names }) => [host.name, names]));
  const { tree } = await renderFleet(fleet);
  const digest = createHash('sha256');
  for (const host of fleet.hosts) {
    for (const name of templates.get(host.name) ?? []) {
      const file = tree.get(host.name)?.find(({ source }) => source === `${folder}/${name}`);
      if (file) digest.update(file.content);
    }
  }
  return digest.digest('hex');
}

async function renderWithPython(fleet: Fleet, home: string): Promise<{ times: number[]; digest: string }> {
  const job = join(home, 'job.json');
  const hosts = (await listTemplates(fleet)).map(({ host, names }) => ({
    templates: names,
    variables: Object.fromEntries(
      [...host.variables.entries()]
        .filter(([name]) => name !== 'hostvars')
        .map(([name, value]) => [String(name), toPlain(value)]),
    ),
  }));
  writeFileSync(job, JSON.stringify({ folder: join(fleet.root, folder), runs, hosts }));
  const answer = execFileSync('/usr/bin/python3', ['bench/rendering.py', job], { encoding: 'utf8' });
  return JSON.parse(answer);
}
