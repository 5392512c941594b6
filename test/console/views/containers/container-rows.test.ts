import { describe, expect, it } from 'vitest';
import { containerLines } from '../../../../source/console/views/containers/container-detail.ts';
import { buildContainerLines } from '../../../../source/console/views/containers/container-rows.ts';
import { demoContainers } from '../../demo-containers.ts';
import { demoClock, groups } from '../../demo-fleet.ts';

const fleet = demoContainers(demoClock);
const all = new Set(Object.keys(groups));

describe('the containers', () => {
  it('stand host by host with what differs; a host without any says why', () => {
    const lines = buildContainerLines(fleet, all, '').map((line) =>
      line.kind === 'engine'
        ? `${line.level} ${line.host} ${line.text}`
        : `${line.level} ${line.host} ${line.row.name}: ${line.differs}`,
    );
    expect(lines).toEqual([
      'warning coreams01 caddy: its name means another image now; pinned since 2026-11-20 by mia@jump01',
      'bad coreams01 saimiris: it does not run: exited, exit code 137',
      'good ixpams01 no containers, and the state has none for it',
      'good ixpfra01 no Docker engine is installed there',
      'warning vltatl01 the login user may not ask its Docker engine',
      'bad vltcdg01 unreachable: no SSH connection',
    ]);
  });

  it('are those of the chosen hosts and of the filter', () => {
    expect(buildContainerLines(fleet, new Set(['ixpams01']), '')).toHaveLength(1);
    expect(buildContainerLines(fleet, all, 'exited').map(({ id }) => id)).toEqual(['coreams01 saimiris']);
  });

  it('tell everything of one: image and digest, ports, networks, mounts, pin', () => {
    const [first] = buildContainerLines(fleet, all, 'caddy');
    const texts = first === undefined ? [] : containerLines(first).map(({ text }) => text);
    expect(texts).toContain('state   running, healthy, since 2026-11-20T10:00:00');
    expect(texts).toContain('runs    docker.io/library/caddy@sha256:bbbb');
    expect(texts).toContain('ports   8443->443/tcp');
    expect(texts).toContain('network dmz 2001:db8::2');
    expect(texts).toContain('mount   /etc/caddy at /etc/caddy, read-only');
    expect(texts.some((text) => text.includes('is pinned to'))).toBe(true);
  });
});
