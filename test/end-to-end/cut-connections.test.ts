import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type HostReading,
  judgeFiles,
  listUnderWay,
  readHost,
  readRenderedTrees,
  type Tree,
} from './host-reading.ts';
import {
  endsOf,
  type LabFleet,
  type LabHost,
  openLabFleet,
  type RunningProgram,
  until,
} from './lab-fleet.ts';
import { seededRandom, shuffle, spreadMoments } from './random-moments.ts';

const wanted = 50;
/** Seconds; what an operator may say too. */
const limits = { verify: 6, confirm: 3 };
/** What a busy machine takes for activating twice, on top of the time a change has. */
const grace = 12;
const lanes = ['cut-one', 'cut-two', 'cut-three'];
const quick = ['--verify-within', String(limits.verify), '--confirm-within', String(limits.confirm)];

const seed = Number(process.env['CUT_SEED'] ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

type CutKind = 'network' | 'sshd' | 'console';

/** One line that is cut: that of a host, or with the console all of them. */
interface Cut {
  readonly kind: CutKind;
  /** From 0, the first step on a host, to 1, the end of the sync. Each is there once. */
  readonly moment: number;
}

/** A lab on which one sync after the other is cut. */
interface Lane {
  readonly fleet: LabFleet;
  readonly texts: ReadonlyMap<string, string>;
  version: number;
  trees: ReadonlyMap<string, Tree>;
  /** The last sync that was not cut: when each step on a host was told, and its end; milliseconds from its start. */
  pace: readonly number[];
}

const open: Lane[] = [];

beforeAll(async () => {
  await Promise.all(lanes.map(openLane));
}, 120_000);

afterAll(async () => {
  await Promise.all(open.map(({ fleet }) => fleet.remove()));
}, 60_000);

/** What tells one version from the other, in two files of every host at least: BIRD, WireGuard and a container's. */
const edits: Readonly<Record<string, (text: string, version: number) => string>> = {
  'templates/config/shared/bird/session.j2': (text, version) =>
    text.replace('{{ session.description }}', `{{ session.description }} v${version}`),
  'templates/config/shared/wireguard/interface.j2': (text, version) =>
    text.replace('{{ here.keepalive }}', `{{ here.keepalive + ${version} }}`),
  'templates/config/vlt/saimiris/saimiris.yml.j2': (text, version) => `# v${version}\n${text}`,
  'templates/config/core/coreams01/prometheus/prometheus.yml.j2': (text, version) => `# v${version}\n${text}`,
};

async function openLane(lab: string): Promise<void> {
  const fleet = await openLabFleet(lab);
  const texts = await Promise.all(
    Object.keys(edits).map(
      async (file) => [file, await readFile(join(fleet.copy.root, file), 'utf8')] as const,
    ),
  );
  const lane: Lane = {
    fleet,
    texts: new Map(texts),
    version: 0,
    trees: await readRenderedTrees(fleet),
    pace: [],
  };
  open.push(lane);
  await editAll(lane);
  await heal(lane, []);
}

async function editAll(lane: Lane): Promise<void> {
  lane.version += 1;
  for (const [file, edit] of Object.entries(edits)) {
    const text = edit(lane.texts.get(file) ?? '', lane.version);
    expect(text).not.toBe(lane.texts.get(file));
    await writeFile(join(lane.fleet.copy.root, file), text);
  }
}

/** A sync of all hosts at once that is under way. */
interface SyncRun extends RunningProgram {
  /** When each step on a host was told, and the sync's end once it has ended. */
  readonly steps: readonly number[];
  /** The step that a host was last told to be at. */
  stageOf(host: string): string;
}

function startSync(lane: Lane, words: readonly string[]): SyncRun {
  const began = Date.now();
  const sync = lane.fleet.start(['sync', '--yes', '--json', '--serial', 'all', ...words]);
  const steps: number[] = [];
  const stages = new Map<string, string>();
  sync.onOutput((text) => {
    for (const [, host = '', stage = ''] of text.matchAll(/"host-stage","host":"(\w+)","stage":"(\w+)"/g)) {
      steps.push(Date.now() - began);
      stages.set(host, stage);
    }
  });
  const ended = sync.ended.then((finished) => {
    steps.push(Date.now() - began);
    return finished;
  });
  return { ...sync, ended, steps, stageOf: (host) => stages.get(host) ?? 'comparing' };
}

/** Waits for a moment of a sync, measured by the steps of the last one: a busy machine is slower, in the same order. */
async function reachMoment(moment: number, sync: SyncRun, pace: readonly number[]): Promise<void> {
  const [first = 0, last = 0] = [pace[0], pace.at(-1)];
  const at = first + moment * (last - first);
  const index = pace.findLastIndex((time) => time <= at);
  const limit = Date.now() + 3 * last;
  while (sync.isRunning() && sync.steps.length <= index && Date.now() < limit) await pause(5);
  await pause(at - (pace[index] ?? at));
}

/** A sync that nothing cuts: every host comes in line, and is told why it was not. */
async function heal(lane: Lane, reverted: readonly string[]): Promise<void> {
  const sync = startSync(lane, ['--verify-within', '30']);
  const finished = await sync.ended;
  const ends = endsOf(finished);
  expect(finished.exitCode, `${finished.stderr}${JSON.stringify(ends)}`).toBe(0);
  if (ends.every(({ outcome }) => outcome === 'changed')) lane.pace = sync.steps;
  for (const name of reverted) {
    const note = ends.find(({ host }) => host === name)?.note;
    expect(note, name).toMatch(/the change by .* had gone back: ./);
  }
  lane.trees = await readRenderedTrees(lane.fleet);
}

/** Which release stands on a host whose change has ended; nothing else may be out of order there. */
function judge(host: string, reading: HostReading, before: Tree, after: Tree): string {
  expect(reading.leftovers, host).toEqual([]);
  expect(Object.keys(reading.sessionsOnDisk).length, host).toBeGreaterThan(0);
  expect(reading.sessionsRunning, host).toEqual(reading.sessionsOnDisk);
  expect(reading.peersRunning, host).toEqual(reading.peersOnDisk);
  return judgeFiles(reading, before, after);
}

const treeOf = (trees: Lane['trees'], host: LabHost): Tree => trees.get(host.name) ?? new Map();

const cutNetwork = `nft -f - <<'END'
table inet cut {
  chain in { type filter hook input priority -400; policy drop; }
  chain out { type filter hook output priority -400; policy drop; }
}
END`;

async function cutHost(host: LabHost, kind: CutKind): Promise<void> {
  await host.run(kind === 'network' ? cutNetwork : 'pkill -KILL -x sshd; rm -f /run/sshd.pid');
}

async function mendHost(host: LabHost): Promise<void> {
  await host.run('nft delete table inet cut 2>/dev/null; systemctl restart ssh >/dev/null 2>&1; exit 0');
}

/** What became of one sync that was cut. */
interface Round {
  /** The cuts that came before the sync was at its end, and the step at which each met its host. */
  readonly landed: readonly (Cut & { readonly stage: string })[];
  readonly missed: readonly Cut[];
  readonly ends: readonly string[];
}

/** Cuts one sync, and looks at every host once it has come to its end without help; then a sync heals all of them. */
async function cutSync(lane: Lane, cuts: readonly Cut[]): Promise<Round> {
  const { hosts } = lane.fleet;
  const before = lane.trees;
  await editAll(lane);
  const victims = shuffle(hosts, random);
  const sync = startSync(lane, quick);
  const landed: Round['landed'][number][] = [];
  await Promise.all(
    cuts.map(async (cut, index) => {
      const victim = victims[index] ?? lane.fleet.host('');
      await reachMoment(cut.moment, sync, lane.pace);
      if (sync.isRunning()) landed.push({ ...cut, stage: sync.stageOf(victim.name) });
      if (cut.kind === 'console') sync.kill();
      else await cutHost(victim, cut.kind);
      await awaitEnd(cut.kind === 'console' ? hosts : [victim]);
      if (cut.kind !== 'console') await mendHost(victim);
    }),
  );
  const told = endsOf(await sync.ended);
  const readings = await Promise.all(hosts.map((host) => readHost(host, treeOf(before, host).keys())));
  const reverted = hosts.filter((_host, index) => readings[index]?.last.includes(' reverted '));
  await heal(
    lane,
    reverted.map(({ name }) => name),
  );
  const ends = hosts.map((host, index) => {
    const reading = readings[index];
    const found = reading && judge(host.name, reading, treeOf(before, host), treeOf(lane.trees, host));
    expect(found, `${host.name} after ${JSON.stringify(landed)}`).toMatch(/^(old|new)$/);
    const outcome = told.find((one) => one.host === host.name)?.outcome;
    if (outcome === 'changed') expect(found, `${host.name} is told to be changed`).toBe('new');
    if (outcome === 'reverted') expect(found, `${host.name} is told to have gone back`).toBe('old');
    return found ?? '';
  });
  return { landed, missed: cuts.filter(({ moment }) => landed.every((cut) => cut.moment !== moment)), ends };
}

/** Waits until nothing is under way on hosts that nobody reaches any more. */
async function awaitEnd(hosts: readonly LabHost[]): Promise<void> {
  // What was sent before the cut may only now be taken up.
  await pause(300);
  await Promise.all(
    hosts.map((host) =>
      until(
        `${host.name} is to come to an end by itself`,
        () => listUnderWay(host),
        (left) => left.length === 0,
        (limits.verify + limits.confirm + grace) * 1000,
      ),
    ),
  );
}

/** Takes the cuts of the next sync out of what is left: a console's alone, those of hosts four at a time. */
function takeCuts(moments: number[], kind: 'console' | 'hosts'): readonly Cut[] {
  const taken = moments.splice(0, kind === 'console' ? 1 : 4);
  return taken.map((moment) => ({
    kind: kind === 'console' ? kind : random() < 0.5 ? 'network' : 'sshd',
    moment,
  }));
}

function countWords(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

test(`${wanted} times the line is cut in the middle of a sync, and every host ends whole (CUT_SEED=${seed})`, async () => {
  const moments = spreadMoments(wanted, random);
  const landed: Round['landed'][number][] = [];
  const ends: string[] = [];
  let syncs = 0;
  await Promise.all(
    open.map(async (lane) => {
      while (moments.length > 0) {
        syncs += 1;
        const round = await cutSync(lane, takeCuts(moments, syncs % 2 === 0 ? 'console' : 'hosts'));
        landed.push(...round.landed);
        ends.push(...round.ends);
        // The sync was quicker than the one before it: these were no cuts.
        moments.push(...round.missed.map(({ moment }) => moment * 0.8));
      }
    }),
  );
  console.log(
    [
      `CUT_SEED=${seed}: ${landed.length} cuts in ${syncs} syncs`,
      `what was cut: ${countWords(landed.map(({ kind }) => kind))}`,
      `where it met the host: ${countWords(landed.map(({ stage }) => stage))}`,
      `releases that the hosts ended with: ${countWords(ends)}`,
    ].join('\n'),
  );
  expect(landed.length).toBeGreaterThanOrEqual(wanted);
  expect(new Set(landed.map(({ kind }) => kind)).size).toBe(3);
  expect(new Set(ends).size).toBe(2);
}, 420_000);
