import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDeliveryRules } from '../../source/delivery/custom-rules.ts';
import type { DeliveryParts } from '../../source/delivery/host-delivery.ts';
import type { TransactionEnd } from '../../source/delivery/progress.ts';
import { createVerdictScript } from '../../source/delivery/stage-script.ts';
import { desired, endOf, ownDeliveryOf, ScriptHost } from './script-host.ts';

let host: ScriptHost;

/** Stand-ins that only write down how they were called; `docker` knows the containers that have a note. */
const commands = {
  docker: `case "$1" in
  inspect)
    for name; do :; done
    [ -e $D/container-$name ] || exit 1
    case "$3" in *Image*) echo sha256:0123 ;; *) cat $D/container-$name ;; esac ;;
  restart)
    echo "docker $*" >>$D/calls
    [ ! -e $D/breaks-$2 ] || { echo "exited none 0 2020-01-01T00:00:00Z" >$D/container-$2; exit 0; }
    echo "running none 0 2020-01-01T00:00:00Z" >$D/container-$2 ;;
  run)
    echo "docker $*" >>$D/calls
    for word; do case $word in *:/*:ro) grep -rq BROKEN "\${word%%:*}" && { echo 'line 3: BROKEN'; exit 1; } ;; esac; done
    exit 0 ;;
esac
`,
  unshare: 'exit 1\n',
  promtool: `echo "promtool $*" >>$D/calls
for last; do :; done
grep -q BROKEN "$last" && { echo "  FAILED: $last: BROKEN"; exit 1; }
exit 0
`,
};

beforeEach(() => {
  host = new ScriptHost(commands);
});
afterEach(() => host.remove());

function use(parts: DeliveryParts): void {
  host.delivery = ownDeliveryOf(parts);
}

function put(files: Readonly<Record<string, string>>): { end: TransactionEnd | undefined; output: string } {
  const wanted = Object.entries(files).map(([path, text]) => desired(path, text));
  const { release, end, output } = host.stage(wanted, { verify: 2, confirm: 5 });
  if (end?.kind !== 'healthy') return { end, output };
  return { end: endOf(host.run(createVerdictScript(release, 'confirm', host.layout))), output };
}

function rules(...entries: readonly object[]): DeliveryParts {
  return {
    rules: readDeliveryRules(entries, () => ({ file: 'peerdeck.yml' })).map(({ value }) => value),
  };
}

const prometheus = {
  containers: [
    { name: 'prometheus', mounts: [{ source: '/home/op/prometheus', target: '/config' }] },
    { name: 'grafana', mounts: [{ source: '/home/op/grafana/grafana.ini', target: '/etc/grafana.ini' }] },
  ],
};
const running = 'running none 0 2020-01-01T00:00:00Z\n';

describe('a container that mounts a changed file', () => {
  test('is started anew, the others are left alone, and nothing is done for nothing', () => {
    use(prometheus);
    host.note('container-prometheus', running);
    host.note('container-grafana', running);
    expect(put({ 'prometheus/prometheus.yml': 'one' }).end).toEqual({ kind: 'done' });
    expect(host.calls().filter((call) => call.includes('restart'))).toEqual(['docker restart prometheus']);
    expect(put({ 'prometheus/prometheus.yml': 'one', 'grafana/grafana.ini': 'a' }).end).toEqual({
      kind: 'done',
    });
    expect(host.calls().filter((call) => call.includes('restart'))).toEqual(['docker restart grafana']);
  });

  test('reads the staged files with its own program first, at the places it knows', () => {
    use(prometheus);
    host.note('container-prometheus', running);
    put({ 'prometheus/prometheus.yml': 'one' });
    expect(host.calls()[0]).toMatch(
      /^docker run --rm --network none --pull never -v \S+candidate\/service-0:\/config:ro --entrypoint promtool sha256:0123 check config \/config\/prometheus\.yml$/,
    );
    const before = host.tree();
    const { end, output } = put({ 'prometheus/prometheus.yml': 'one', 'prometheus/rules.yml': 'BROKEN' });
    expect(end).toEqual({ kind: 'refused', service: 'config/prometheus' });
    expect(output).toContain('| line 3: BROKEN');
    expect(host.tree()).toEqual(before);
  });

  test('that does not come up again is put back with its files', () => {
    use(prometheus);
    host.note('container-prometheus', running);
    put({ 'prometheus/prometheus.yml': 'one' });
    const before = host.tree();
    host.note('breaks-prometheus', '');
    const { end } = put({ 'prometheus/prometheus.yml': 'two' });
    expect(end).toMatchObject({ kind: 'reverted', reason: expect.stringContaining('prometheus is exited') });
    expect(host.tree()).toEqual(before);
    expect(host.calls().filter((call) => call.includes('restart'))).toHaveLength(3);
  });

  test('that somebody stopped, or that is not there yet, is left so, and that is told', () => {
    use(prometheus);
    host.note('container-grafana', 'exited none 0 2020-01-01T00:00:00Z\n');
    const { end, output } = put({ 'prometheus/prometheus.yml': 'one', 'grafana/grafana.ini': 'a' });
    expect(end).toEqual({ kind: 'done' });
    expect(output).toContain('there is no container prometheus yet');
    expect(output).toContain('container grafana is exited, and was left so');
    expect(host.calls().filter((call) => call.includes('restart'))).toEqual([]);
  });
});

describe('files of a container that nobody knows', () => {
  test("are refused when the host's program takes what stands there and not what is staged", () => {
    put({ 'prometheus/prometheus.yml': 'one' });
    const { end, output } = put({ 'prometheus/prometheus.yml': 'BROKEN' });
    expect(end).toEqual({ kind: 'refused', service: 'config/prometheus' });
    expect(output).toContain(`${host.path('home/op/prometheus/prometheus.yml')}: BROKEN`);
  });

  test('are only told of where it never took them: it may be another version', () => {
    const first = put({ 'prometheus/prometheus.yml': 'BROKEN one' });
    expect(first.end).toEqual({ kind: 'done' });
    expect(first.output).toContain("@note the host's promtool does not take prometheus.yml");
    expect(put({ 'prometheus/prometheus.yml': 'BROKEN two' }).end).toEqual({ kind: 'done' });
  });

  test('are not validated by a host that has no such program, which is told', () => {
    const { end, output } = put({ 'loki/loki.yml': 'one' });
    expect(end).toEqual({ kind: 'done' });
    expect(output).toContain('@note loki is not on the host: loki.yml was not validated');
  });
});

describe('a rule', () => {
  const nginx = {
    name: 'nginx',
    match: 'nginx/*',
    to: '/etc/nginx/',
    validate: `${'test -f {folder}/mime.types && ! grep BROKEN {file}'}`,
    activate: { reload: 'nginx' },
  };

  test('validates with what others put beside the files, and reloads what runs', () => {
    host = new ScriptHost({ ...commands, systemctl: `echo "systemctl $*" >>$D/calls\nexit 0\n` });
    use(rules(nginx));
    host.write('etc/nginx/mime.types', 'theirs');
    expect(put({ 'nginx/nginx.conf': 'one' }).end).toEqual({ kind: 'done' });
    expect(host.calls().filter((call) => !call.includes('is-'))).toEqual(['systemctl reload nginx']);
    const { end, output } = put({ 'nginx/nginx.conf': 'BROKEN' });
    expect(end).toEqual({ kind: 'refused', service: 'rule/nginx' });
    expect(output).toContain('| BROKEN');
    expect(host.read('etc/nginx/nginx.conf')).toBe('one');
  });

  test('that is not confirmed is put back, and has its own way back', () => {
    use(
      rules({
        name: 'app',
        match: 'app/*',
        activate: { run: `echo taken-up >>${host.folder}/calls` },
        confirm: `grep -q good ${host.path('home/op/app/app.conf')}`,
        revert: `echo taken-back >>${host.folder}/calls`,
      }),
    );
    expect(put({ 'app/app.conf': 'good' }).end).toEqual({ kind: 'done' });
    expect(host.calls()).toEqual(['taken-up']);
    const { end } = put({ 'app/app.conf': 'bad' });
    expect(end).toMatchObject({ kind: 'reverted', reason: expect.stringContaining('app is not confirmed') });
    expect(host.calls()).toEqual(['taken-up', 'taken-back']);
    expect(host.read('home/op/app/app.conf')).toBe('good');
  });

  test('is owed until it is done, also by the next change', () => {
    const entry = { name: 'app', match: 'app/*', activate: { run: `test ! -e ${host.folder}/app-breaks` } };
    use(rules(entry));
    host.note('app-breaks', '');
    expect(put({ 'app/app.conf': 'one' }).end).toMatchObject({ kind: 'failed' });
    expect(host.state().pending).toEqual(['rule/app']);
    host.run(`rm ${host.folder}/app-breaks`);
    expect(put({ 'app/app.conf': 'one', motd: 'x' }).end).toEqual({ kind: 'done' });
    expect(host.state().pending).toEqual([]);
  });
});

describe("the host's real programs", () => {
  beforeEach(() => {
    host = new ScriptHost({ systemctl: `echo "systemctl $*" >>$D/calls\nexit 0\n` });
  });

  test('visudo reads a file for sudo before anybody is locked out', () => {
    use(rules({ name: 'sudo', match: 'sudoers/*', to: '/etc/sudoers.d/', mode: '0440' }));
    expect(put({ 'sudoers/operator': 'operator ALL=(ALL) NOPASSWD: ALL\n' }).end).toEqual({ kind: 'done' });
    const { end, output } = put({ 'sudoers/operator': 'operator ALL=(ALL NOPASSWD: ALL\n' });
    expect(end).toEqual({ kind: 'refused', service: 'config/sudoers' });
    expect(output).toMatch(/\| .*operator:1:\d+: syntax error/);
  });

  test('nginx reads the whole folder as it will stand, files of others too', () => {
    use(rules({ name: 'web', match: 'nginx/*', to: '/etc/nginx/' }));
    host.write('etc/nginx/theirs.types', 'types { text/html html; }\n');
    const text = (word: string): string =>
      `events {}\nhttp {\n  include ${host.path('etc/nginx/theirs.types')};\n  include sites/*;\n  ${word} {}\n}\n`;
    const site = 'server { listen 127.0.0.1:8099; }\n';
    expect(put({ 'nginx/nginx.conf': text('server'), 'nginx/sites/one': site }).end).toEqual({
      kind: 'done',
    });
    expect(host.calls().filter((call) => !call.includes('is-'))).toEqual(['systemctl reload nginx']);
    const { end, output } = put({ 'nginx/nginx.conf': text('sever'), 'nginx/sites/one': site });
    expect(end).toEqual({ kind: 'refused', service: 'unit/nginx' });
    expect(output).toContain(`unknown directive "sever" in ${host.path('etc/nginx/nginx.conf')}:5`);
  });
});

describe('a check of peerdeck.yml', () => {
  const web = (): DeliveryParts => ({
    checks: [
      { name: 'web', command: `grep -q good ${host.path('home/op/page')} || { echo 'no page'; false; }` },
    ],
  });

  test('that passed has to pass after any change, or the change goes back', () => {
    use(web());
    put({ page: 'good' });
    const { end } = put({ page: 'bad' });
    expect(end).toMatchObject({ kind: 'reverted', reason: 'check web passed and does not: no page' });
    expect(host.read('home/op/page')).toBe('good');
    expect(put({ page: 'good too' }).end).toEqual({ kind: 'done' });
  });

  test('that failed before is told, and keeps nothing back', () => {
    use(web());
    host.write('home/op/page', 'bad');
    put({ page: 'bad', other: 'one' });
    const { end, output } = put({ page: 'bad', other: 'two' });
    expect(end).toEqual({ kind: 'done' });
    expect(output).toContain('note check web fails already before the change');
  });
});
