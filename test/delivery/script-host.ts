import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type DeliveryParts,
  type HostDelivery,
  makeHostDelivery,
} from '../../source/delivery/host-delivery.ts';
import type { HostLayout } from '../../source/delivery/layout.ts';
import { type LiveState, parseLiveState, readStateScript } from '../../source/delivery/live-state.ts';
import { nameRelease, packDelivery } from '../../source/delivery/package.ts';
import { type DeliveryPlan, listLivePaths, planDelivery } from '../../source/delivery/plan.ts';
import { parseProgress, type TransactionEnd } from '../../source/delivery/progress.ts';
import type { DeliveryRule, DesiredFile } from '../../source/delivery/rules.ts';
import { placeFile } from '../../source/delivery/rules.ts';
import { createStageScript } from '../../source/delivery/stage-script.ts';

const author = { who: 'op@jump01', why: 'a test', since: '2026-11-21T12:00:00Z' };

/** These rules, with everything owned by whoever runs the test. */
export function ownDeliveryOf(parts: DeliveryParts): HostDelivery {
  const delivery = makeHostDelivery(parts);
  const place: DeliveryRule['place'] = (file) => ({
    ...placeFile({ ...file, content: Buffer.alloc(0) }, delivery.rules),
    owner: 'user',
    group: 'user',
  });
  return { ...delivery, rules: [{ name: 'own', place }] };
}

export const ownDelivery: HostDelivery = ownDeliveryOf({});

/**
 * A host as far as delivery's scripts go: a folder in place of `/`, dash in place of its shell, and daemons that
 * only write down how they were called.
 */
export class ScriptHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'peerdeck-host-'));
  readonly layout: HostLayout = { root: join(this.folder, 'root'), home: '/home/op' };
  delivery: HostDelivery = ownDelivery;
  #releases = 0;

  constructor(commands: Readonly<Record<string, string>> = {}) {
    for (const path of ['etc/bird', 'etc/wireguard', 'home/op', 'var/lib', 'run/bird']) {
      mkdirSync(join(this.layout.root, path), { recursive: true });
    }
    mkdirSync(join(this.folder, 'bin'));
    const all = { ...standIns, ...commands };
    for (const [name, text] of Object.entries(all)) {
      writeFileSync(join(this.folder, 'bin', name), `#!/bin/sh\nD=${this.folder}\n${text}`);
      chmodSync(join(this.folder, 'bin', name), 0o755);
    }
  }

  path(path: string): string {
    return join(this.layout.root, path);
  }

  write(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
    chmodSync(this.path(path), mode);
  }

  read(path: string): string | undefined {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : undefined;
  }

  /** What a stand-in remembers or is told, such as `protocols`. */
  note(name: string, text?: string): string {
    const file = join(this.folder, name);
    if (text !== undefined) writeFileSync(file, text);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** How the daemons were called since the last time this was asked. */
  calls(): readonly string[] {
    const lines = this.note('calls')
      .split('\n')
      .filter((line) => line !== '');
    this.note('calls', '');
    return lines;
  }

  /** Starts a script; what it is sent ends there unless the line stays open. */
  start(script: string, input: Buffer | string = '', line: 'ends' | 'stays open' = 'ends'): ChildProcess {
    const child = spawn('dash', ['-c', script], {
      env: { PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`, HOME: this.folder },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdin?.on('error', () => undefined);
    if (line === 'ends') child.stdin?.end(input);
    else child.stdin?.write(input);
    return child;
  }

  run(script: string, input: Buffer | string = ''): string {
    return execFileSync('dash', ['-c', script], {
      env: { PATH: `${join(this.folder, 'bin')}:/usr/bin:/bin`, HOME: this.folder },
      input,
      maxBuffer: 64 * 1024 * 1024,
      stdio: 'pipe',
    }).toString();
  }

  state(files: readonly DesiredFile[] = []): LiveState {
    const paths = listLivePaths(files, this.delivery).map((path) => `${path}\n`);
    const live = parseLiveState(this.run(readStateScript(this.layout), paths.join('')));
    if (!live) throw new Error('the state script printed something else');
    return live;
  }

  plan(files: readonly DesiredFile[]): DeliveryPlan {
    return planDelivery(files, this.state(files), this.layout, this.delivery);
  }

  /** The script and the archive that bring these files in, and the release's name. */
  prepare(
    files: readonly DesiredFile[],
    options: { deleteStale?: boolean; verify?: number; confirm?: number; stall?: number } = {},
  ): { release: string; script: string; archive: Buffer } {
    const live = this.state(files);
    const plan = planDelivery(files, live, this.layout, this.delivery);
    const changes = options.deleteStale ? [...plan.changes, ...plan.stale] : plan.changes;
    this.#releases += 1;
    const release = nameRelease(new Date(), String(this.#releases).padStart(4, '0'));
    const settings = {
      release,
      armed: live.release !== undefined,
      verifyLimit: options.verify ?? 2,
      confirmLimit: options.confirm ?? 2,
    };
    const archive = packDelivery(
      { changes, adopted: plan.adopted, holdLines: live.holdLines },
      live,
      settings,
      author,
      this.layout,
      this.delivery,
    );
    return { release, script: createStageScript(release, author, this.layout, options.stall), archive };
  }

  /** Stages files and follows the change up to its verdict or its end. */
  stage(
    files: readonly DesiredFile[],
    options: { deleteStale?: boolean; verify?: number; confirm?: number } = {},
  ): { release: string; end: TransactionEnd | undefined; output: string } {
    const { release, script, archive } = this.prepare(files, options);
    const output = this.run(script, archive);
    return { release, end: endOf(output), output };
  }

  /** The transaction's own process has ended and given everything up. */
  isSettled(): boolean {
    return (
      !existsSync(this.path('var/lib/peerdeck/transaction')) &&
      !existsSync(this.path('var/lib/peerdeck/lock'))
    );
  }

  /** Every file below the root that is not ours alone, with its content. */
  tree(): Readonly<Record<string, string>> {
    const found: Record<string, string> = {};
    const walk = (folder: string): void => {
      for (const name of readdirSync(join(this.layout.root, folder))) {
        const path = join(folder, name);
        if (path === 'var') continue;
        if (statSync(join(this.layout.root, path)).isDirectory()) walk(path);
        else found[path] = readFileSync(join(this.layout.root, path), 'utf8');
      }
    };
    walk('');
    return found;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The end that a script told. */
export function endOf(output: string): TransactionEnd | undefined {
  for (const line of output.split('\n').reverse()) {
    const parsed = parseProgress(line);
    if (parsed?.kind === 'end') return parsed.end;
  }
  return undefined;
}

/** A wanted file with this text. */
export function desired(path: string, text: string, options: Partial<DesiredFile> = {}): DesiredFile {
  return { path, executable: false, secret: false, content: Buffer.from(text), ...options };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const me = userInfo().username;

/** Daemons that write down how they were called, and answer as their notes say. */
const standIns: Readonly<Record<string, string>> = {
  caddy: 'exit 0\n',
  bird: `echo "bird $*" >>$D/calls
for last; do :; done
grep -rn BROKEN "\${last%/*}" >/dev/null && { echo "$last:3:4 syntax error, unexpected BROKEN"; exit 1; }
exit 0
`,
  birdc: `case "$*" in
  *'show status'*) [ -e $D/bird-down ] && exit 1; echo 'BIRD 2.0.12 ready.'; echo 'Daemon is up and running' ;;
  *'show protocols'*) printf 'BIRD 2.0.12 ready.\\nName Proto Table State Since Info\\n'; cat $D/protocols 2>/dev/null ;;
  *configure*) echo "birdc $*" >>$D/calls
    [ -e $D/bird-refuses ] && { printf '0001 BIRD 2.0.12 ready.\\n8002 out of memory\\n'; exit 0; }
    printf '0001 BIRD 2.0.12 ready.\\n0002-Reading configuration from /etc/bird/bird.conf\\n0003 Reconfigured\\n'
    grep -rq SESSION-DOWN $D/root/etc/bird && cp $D/protocols-down $D/protocols
    grep -rq SESSION-DOWN $D/root/etc/bird || cp $D/protocols-up $D/protocols 2>/dev/null
    exit 0 ;;
esac
`,
  systemctl: `echo "systemctl $*" >>$D/calls
case "$*" in
  is-active*|is-failed*) exit 3 ;;
  *'enable --now wg-quick@'*|*'restart wg-quick@'*) name=\${*##*@}; : >$D/up-$name ;;
  *'disable --now wg-quick@'*) name=\${*##*@}; rm -f $D/up-$name ;;
esac
exit 0
`,
  ip: `case "$1 $2" in
  'link show') [ -e "$D/up-$4" ] ;;
  *) echo "ip $*" >>$D/calls ;;
esac
`,
  wg: `case "$1" in
  pubkey) read -r key; [ \${#key} = 44 ] || exit 1 ;;
  syncconf) echo "wg $1 $2" >>$D/calls; cp "$3" $D/synced-$2 ;;
  show) case $3 in latest-handshakes) cat $D/handshakes-$2 2>/dev/null ;; persistent-keepalive) cat $D/keepalive-$2 2>/dev/null ;; esac ;;
esac
exit 0
`,
  'wg-quick': `[ "$1" = strip ] || { echo "wg-quick $*" >>$D/calls; exit 0; }
grep -q BROKEN "$2" && { echo "Line unrecognized: \\\`BROKEN'" >&2; exit 1; }
grep -vE '^(Address|Table|PostUp)' "$2"
`,
};
