import { markSection } from './sections.ts';

const sections: readonly (readonly [name: string, command: string])[] = [
  ['load', 'cat /proc/loadavg'],
  ['cores', 'nproc || grep -c ^processor /proc/cpuinfo'],
  ['memory', 'cat /proc/meminfo'],
  // Also where changes are written; a folder that is not there is none that can be full.
  [
    'disks',
    'df -Pk / /var /etc /etc/bird /etc/wireguard /var/lib/peerdeck /var/log /home 2>/dev/null || df -Pk /',
  ],
  ['uptime', 'cat /proc/uptime'],
  ['kernel', 'uname -srm'],
  [
    'failed-units',
    'if command -v systemctl >/dev/null; then systemctl --failed --plain --no-legend --no-pager; echo "code $?"; else echo absent; fi',
  ],
];

/** A cheap look at a host, as the login user: one `sh` script, a section a question. */
export const vitalsScript = [
  'export LC_ALL=C',
  ...sections.map(([name, command]) => `${markSection(name)}; { ${command}; } 2>&1`),
].join('\n');

/** The host's clock, with parts of a second where its `date` knows them. */
export const clockCommand = 'date +%s.%N';
