import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatManifest } from '../../source/delivery/manifest.ts';
import type { DeliveryPlan } from '../../source/delivery/plan.ts';
import { desired, me, ScriptHost, sha256 } from './script-host.ts';

let host: ScriptHost;
beforeEach(() => {
  host = new ScriptHost();
});
afterEach(() => host.remove());

function ours(files: Readonly<Record<string, string>>, mode = 0o640): void {
  const entries = Object.entries(files).map(([path, text]) => ({
    path: host.path(path),
    sha256: sha256(text),
    mode,
    owner: me,
    group: me,
  }));
  host.write('var/lib/peerdeck/manifest', formatManifest(entries));
}

function tell(plan: DeliveryPlan): readonly string[] {
  return plan.changes.map(({ change, path, note, foreign }) =>
    [change, path, ...(foreign ? ['foreign'] : []), ...(note ? [note] : [])].join(' '),
  );
}

describe('what a sync would change', () => {
  test('on a fresh host everything is added', () => {
    const plan = host.plan([desired('bird/bird.conf', 'a'), desired('caddy/Caddyfile', 'b')]);
    expect(tell(plan)).toEqual(['added bird/bird.conf', 'added caddy/Caddyfile']);
    expect(plan.changes.map(({ livePath }) => livePath)).toEqual([
      host.path('etc/bird/bird.conf'),
      host.path('home/op/caddy/Caddyfile'),
    ]);
  });

  test('a file that stands there and is not ours is shown as such, never adopted silently', () => {
    host.write('etc/bird/bird.conf', 'by hand');
    expect(tell(host.plan([desired('bird/bird.conf', 'ours')]))).toEqual([
      'changed bird/bird.conf foreign mode 0644 -> 0640',
    ]);
  });

  test('a foreign file in a home keeps the mode that its container needs', () => {
    host.write('home/op/grafana/grafana.ini', 'by hand', 0o664);
    const [change] = host.plan([desired('grafana/grafana.ini', 'ours', { secret: true })]).changes;
    expect(change?.entry?.mode).toBe(0o664);
  });

  test('a foreign file that is already as it should be only becomes ours', () => {
    host.write('etc/bird/bird.conf', 'same', 0o640);
    const plan = host.plan([desired('bird/bird.conf', 'same')]);
    expect([plan.changes, plan.unchanged, plan.adopted.length]).toEqual([[], 1, 1]);
  });

  test('what is ours and unchanged is left alone', () => {
    host.write('etc/bird/bird.conf', 'same', 0o640);
    ours({ 'etc/bird/bird.conf': 'same' });
    const plan = host.plan([desired('bird/bird.conf', 'same')]);
    expect([plan.changes, plan.unchanged, plan.adopted, plan.drifted]).toEqual([[], 1, [], []]);
  });

  test('a mode that differs is a change without content', () => {
    host.write('etc/bird/bird.conf', 'same', 0o600);
    ours({ 'etc/bird/bird.conf': 'same' });
    const plan = host.plan([desired('bird/bird.conf', 'same')]);
    expect(tell(plan)).toEqual(['changed bird/bird.conf mode 0600 -> 0640']);
    expect(plan.changes[0]?.content).toBe(false);
    expect(plan.drifted).toEqual([host.path('etc/bird/bird.conf')]);
  });

  test('somebody else changed it on the host: drift, told apart from our own change', () => {
    host.write('etc/bird/bird.conf', 'edited by hand', 0o640);
    host.write('etc/bird/filters.conf', 'old', 0o640);
    ours({ 'etc/bird/bird.conf': 'same', 'etc/bird/filters.conf': 'old' });
    const plan = host.plan([desired('bird/bird.conf', 'same'), desired('bird/filters.conf', 'new')]);
    expect(tell(plan)).toEqual(['changed bird/bird.conf', 'changed bird/filters.conf']);
    expect(plan.drifted).toEqual([host.path('etc/bird/bird.conf')]);
  });

  test('ours and not rendered any more is stale; what others put there is none of our business', () => {
    host.write('etc/bird/old.conf', 'old', 0o640);
    host.write('etc/bird/theirs.conf', 'theirs');
    ours({ 'etc/bird/old.conf': 'old', 'etc/bird/gone.conf': 'gone' });
    const plan = host.plan([desired('bird/bird.conf', 'a')]);
    expect(plan.stale.map(({ livePath, change }) => [change, livePath])).toEqual([
      ['removed', host.path('etc/bird/old.conf')],
    ]);
  });

  test('a symbolic link or a folder in the way is refused, not followed', () => {
    symlinkSync('/etc/passwd', host.path('etc/bird/bird.conf'));
    host.write('etc/bird/filters.conf/file', 'x');
    const plan = host.plan([desired('bird/bird.conf', 'a'), desired('bird/filters.conf', 'a')]);
    expect(plan.refused.map(({ path }) => path)).toEqual(['bird/bird.conf', 'bird/filters.conf']);
    expect(plan.changes).toEqual([]);
  });

  test('a name that no script can be told safely is refused', () => {
    const plan = host.plan([desired('bird/new\nline.conf', 'a'), desired('../../etc/passwd', 'a')]);
    expect(plan.refused).toHaveLength(2);
    expect(plan.changes).toEqual([]);
  });

  test('names with spaces, quotes and stars are told as they are', () => {
    const files = ["caddy/it's a file.conf", 'caddy/*', 'caddy/$(id)', 'caddy/"q"'].map((path) =>
      desired(path, path),
    );
    expect(host.stage(files).end).toEqual({ kind: 'done' });
    expect(host.plan(files)).toMatchObject({ changes: [], drifted: [], stale: [], unchanged: 4 });
    expect(Object.keys(host.tree())).toHaveLength(4);
  });
});
