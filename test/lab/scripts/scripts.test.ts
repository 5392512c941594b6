import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bootScript } from '../../../source/lab/scripts/boot.ts';
import { initScript } from '../../../source/lab/scripts/init.ts';
import { journalctlScript, systemctlScript } from '../../../source/lab/scripts/systemctl.ts';
import { unitsScript } from '../../../source/lab/scripts/units.ts';

describe('scripts of a lab host', () => {
  const scripts = { initScript, bootScript, unitsScript, systemctlScript, journalctlScript };
  for (const [name, script] of Object.entries(scripts)) {
    test(`${name} is sh`, () => {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });
  }

  test('a unit file is read: lists add up, the instance stands in for %i, a dash is dropped', () => {
    const script = `${unitsScript}
      cat >"$1" <<'END'
[Service]
Type=oneshot
ExecStartPre=/bin/one
ExecStartPre=-/bin/two
ExecStart=/bin/run --name %i
User=nobody
RemainAfterExit=yes
END
      read_unit "$1" blue
      echo "$type|$exec_pre|$exec_start|$user|$remain"; rm "$1"`;
    const file = `/tmp/peerdeck-unit-${process.pid}`;
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', file], { encoding: 'utf8' });
    expect(stdout).toBe('oneshot|/bin/one && /bin/two|/bin/run --name blue|nobody|yes\n');
  });
});
