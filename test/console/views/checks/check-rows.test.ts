import { describe, expect, it } from 'vitest';
import { checkDetail } from '../../../../source/console/views/checks/check-detail.ts';
import { buildCheckRows } from '../../../../source/console/views/checks/check-rows.ts';
import { demoCheck } from '../../demo-check.ts';

const all = new Set<string>();

describe('the findings of the checks', () => {
  it('stand worst first, then what is meant, then what could not be told, once', () => {
    const rows = buildCheckRows(demoCheck, all, true, '');
    expect(rows.map(({ word, check }) => `${word} ${check}`)).toEqual([
      'error endpoint',
      'silenced keepalive',
      'not checked import-limit',
    ]);
    expect(rows.at(-1)?.message).toContain('(2 times)');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
  });

  it('are those of the chosen hosts, at whichever end, and of the filter', () => {
    const names = (scope: readonly string[], filter = '') =>
      buildCheckRows(demoCheck, new Set(scope), false, filter).map(({ check }) => check);
    expect(names(['ixpams01'])).toEqual(['endpoint', 'import-limit']);
    expect(names(['ixpfra01'])).toEqual(['keepalive', 'import-limit']);
    expect(names(['ixpams01'], 'wg-ams !import')).toEqual(['endpoint']);
  });

  it('tell both places with the template line, the outage, what to do and how to silence them', () => {
    const [row] = buildCheckRows(demoCheck, all, true, '');
    const lines =
      row === undefined ? [] : checkDetail(row, 200).map((line) => line.map(({ text }) => text).join(''));
    expect(lines).toEqual([
      'at    coreams01: wireguard/wg-ams.conf:9, written by templates/config/core/wireguard/wg-ams.conf.j2:7, port set in inventory/hosts.yml:31',
      'at    ixpams01: wireguard/wg-core.conf:3',
      'else  the tunnel stays down from the next restart on',
      'next  give both the same port',
      'meant?  checks: [{ check: endpoint, because: … }] in peerdeck.yml',
    ]);
  });
});
