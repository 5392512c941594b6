import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeFile } from '../../source/delivery/rules.ts';
import type { LabFleet, LabHost } from './lab-fleet.ts';

/** Digests by path on the host. */
export type Tree = ReadonlyMap<string, string>;

/** Everything about a host that a change may leave in disorder. */
export interface HostReading {
  /** The files that were asked for; `absent` for one that is not there. */
  readonly files: Tree;
  readonly manifest: Tree;
  /** What a change that has ended should have taken away. */
  readonly leftovers: readonly string[];
  /** The last change, where it did not come to stay. */
  readonly last: string;
  /** Descriptions of BGP sessions by name: in the files, and as the daemon has them. */
  readonly sessionsOnDisk: Readonly<Record<string, string>>;
  readonly sessionsRunning: Readonly<Record<string, string>>;
  /** Peers of the tunnels with what concerns them: in the files, and as the interfaces have them. */
  readonly peersOnDisk: readonly string[];
  readonly peersRunning: readonly string[];
}

/** The trees that were rendered last for the lab's hosts, as they stand on a host. */
export async function readRenderedTrees(fleet: LabFleet): Promise<ReadonlyMap<string, Tree>> {
  const { XDG_STATE_HOME: state = '' } = fleet.copy.environment;
  const folder = join(state, 'peerdeck', 'labs', fleet.lab, 'rendered');
  const trees = await Promise.all(fleet.hosts.map(({ name }) => readTree(join(folder, name))));
  return new Map(fleet.hosts.map(({ name }, index) => [name, trees[index] ?? new Map()]));
}

async function readTree(folder: string): Promise<Tree> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const tree = new Map<string, string>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(folder.length + 1);
    const live = placeFile({ path, executable: false, secret: false, content: Buffer.alloc(0) }).path;
    tree.set(live.replace(/^~/, '/home/operator'), digest(await readFile(file)));
  }
  return tree;
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

const settledScript = `S=/var/lib/peer
S=\${S}deck
[ -e "$S/transaction" ] && echo transaction
[ -e "$S/lock" ] && echo lock
grep -laF "$S" /proc/[0-9]*/cmdline 2>/dev/null
exit 0`;

/** What is still under way on a host: files that say so, and processes. */
export async function listUnderWay(host: LabHost): Promise<readonly string[]> {
  return splitLines(await host.run(settledScript));
}

const readingScript = `S=/var/lib/peerdeck
set --
while IFS= read -r path; do set -- "$@" "$path"; done
echo '@files'; sha256sum -- "$@" 2>/dev/null
echo '@manifest'; cat "$S/manifest"
echo '@left'
ls -A "$S" | grep -vxE 'releases|objects|manifest|current|pending|holds|last'
cat "$S/pending" 2>/dev/null
find /etc/bird /etc/wireguard /home "$S" -name '.peerdeck-*' -o -name '*.dead.*' -o -name 'candidate' -o -name 'archive'
echo '@last'; cat "$S/last" 2>/dev/null
echo '@disk'; cat /etc/bird/*.conf
echo '@running'; birdc -r show protocols all
for file in /etc/wireguard/*.conf; do
  [ -f "$file" ] || continue
  name=\${file##*/}; name=\${name%.conf}
  echo "@stripped $name"; wg-quick strip "$file"
  echo "@interface $name"; wg showconf "$name"
done
exit 0`;

/** Reads the files of these paths and everything else. */
export async function readHost(host: LabHost, paths: Iterable<string>): Promise<HostReading> {
  const wanted = [...paths];
  const output = await host.run(readingScript, wanted.map((path) => `${path}\n`).join(''));
  const parts = new Map<string, string>();
  for (const part of output.split(/^@/m).slice(1)) {
    const end = part.indexOf('\n');
    const word = part.slice(0, Math.max(end, 0)).split(' ')[0] ?? '';
    parts.set(word, `${parts.get(word) ?? ''}${part.slice(end + 1)}`);
  }
  const text = (name: string): string => parts.get(name) ?? '';
  const found = new Map(splitLines(text('files')).map((line) => [line.slice(66), line.slice(0, 64)]));
  return {
    files: new Map(wanted.map((path) => [path, found.get(path) ?? 'absent'])),
    manifest: new Map(
      splitLines(text('manifest')).flatMap((line) => {
        const [, sum = '', path = ''] = /^([0-9a-f]{64}) \S+ \S+ \S+ (\/.*)$/.exec(line) ?? [];
        return path === '' ? [] : [[path, sum] as const];
      }),
    ),
    leftovers: splitLines(text('left')),
    last: text('last'),
    sessionsOnDisk: readConfigured(text('disk')),
    sessionsRunning: readRunning(text('running')),
    peersOnDisk: readPeers(text('stripped')),
    peersRunning: readPeers(text('interface')),
  };
}

function readConfigured(text: string): Record<string, string> {
  const found = [...text.matchAll(/^protocol bgp (\w+) \{\n\s*description "([^"]*)";/gm)];
  return Object.fromEntries(found.map(([, name = '', description = '']) => [name, description]));
}

function readRunning(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  let name = '';
  for (const line of text.split('\n')) {
    const [, session] = /^(\w+)\s+BGP\s/.exec(line) ?? [];
    if (/^\w/.test(line)) name = session ?? '';
    const [, description] = /^ {2}Description:\s+(.*)$/.exec(line) ?? [];
    if (name !== '' && description !== undefined) found[name] = description;
  }
  return found;
}

function readPeers(text: string): readonly string[] {
  return text
    .split(/^\[/m)
    .filter((part) => part.startsWith('Peer]'))
    .map((part) => {
      const settings = [...part.matchAll(/^(\w+) = (.*)$/gm)]
        .filter(([, key]) => key !== 'Endpoint')
        .map(([, key = '', value = '']) => `${key}=${value.split(/, */).sort().join(',')}`);
      return settings.sort().join(' ');
    })
    .sort();
}

/** Which of two releases stands on a host: a `mixture` where it is neither, and in what. */
export function judgeFiles({ files, manifest }: HostReading, before: Tree, after: Tree): string {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const differing = (tree: Tree): readonly string[] =>
    [...paths].filter(
      (path) => files.get(path) !== (tree.get(path) ?? 'absent') || manifest.get(path) !== tree.get(path),
    );
  if (differing(before).length === 0) return 'old';
  if (differing(after).length === 0) return 'new';
  return `mixture: not old in ${differing(before).join(' ')}; not new in ${differing(after).join(' ')}`;
}

function splitLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
