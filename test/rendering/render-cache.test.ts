import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadFleet } from '../../source/fleet/load-fleet.ts';
import type { Fleet } from '../../source/fleet/model.ts';
import { RenderCache } from '../../source/rendering/render-cache.ts';
import { renderFleet } from '../../source/rendering/render-fleet.ts';
import type { RenderedFile } from '../../source/rendering/rendered-file.ts';
import { createVaultPasswords } from '../../source/secrets/vault-passwords.ts';

let root: string;
let cache: RenderCache;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'peerdeck-cache-'));
  cache = new RenderCache();
  await write('inventory/hosts.yml', 'ixp: {hosts: {ams: {asn: 64496}, fra: {asn: 64497}}}\n');
  await write('templates/config/ixp/bird.conf.j2', "local as {{ asn }};\n{% include 'shared/motd.j2' %}\n");
  await write('templates/config/ixp/timers.conf.j2', '{{ hold | default(240) }}\n');
  await write('templates/config/shared/motd.j2', '# hello\n');
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

function load(): Promise<Fleet> {
  return loadFleet({ root, mode: { kind: 'production' }, passwords: createVaultPasswords() });
}

/** Renders with the cache; each file by `HOST/PATH`. */
async function render(fleet: Fleet): Promise<Map<string, RenderedFile>> {
  const { tree, problems } = await renderFleet(fleet, fleet.hosts, cache);
  expect(problems).toEqual([]);
  return new Map([...tree].flatMap(([host, files]) => files.map((file) => [`${host}/${file.path}`, file])));
}

/** Which files were made anew. */
function listFresh(before: Map<string, RenderedFile>, after: Map<string, RenderedFile>): string[] {
  return [...after].filter(([name, file]) => before.get(name) !== file).map(([name]) => name);
}

test('nothing is rendered again when nothing changed', async () => {
  const before = await render(await load());
  expect(listFresh(before, await render(await load()))).toEqual([]);
});

test('an included template that changed renders again the files that include it', async () => {
  const fleet = await load();
  const before = await render(fleet);
  await write('templates/config/shared/motd.j2', '# good morning\n');
  const after = await render(fleet);
  expect(listFresh(before, after)).toEqual(['ams/bird.conf', 'fra/bird.conf']);
  expect(after.get('ams/bird.conf')?.content.toString()).toContain('good morning');
});

test("a host's variable renders again the files of that host that use it", async () => {
  const before = await render(await load());
  await write('inventory/hosts.yml', 'ixp: {hosts: {ams: {asn: 64500}, fra: {asn: 64497}}}\n');
  const after = await render(await load());
  expect(listFresh(before, after)).toEqual(['ams/bird.conf']);
  expect(after.get('ams/bird.conf')?.content.toString()).toContain('local as 64500;');
});

test('a variable that was looked for in vain, and is set now, counts', async () => {
  const before = await render(await load());
  await write('inventory/hosts.yml', 'ixp: {hosts: {ams: {asn: 64496, hold: 90}, fra: {asn: 64497}}}\n');
  const after = await render(await load());
  expect(listFresh(before, after)).toEqual(['ams/timers.conf']);
  expect(after.get('ams/timers.conf')?.content.toString()).toBe('90');
});
