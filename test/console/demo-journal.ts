import type { JournalEntry } from '../../source/fleet/journal.ts';

/** What was done to the scripted fleet, oldest first. */
export const demoJournal: readonly JournalEntry[] = [
  {
    at: '2026-11-20T10:00:00.000Z',
    who: 'mia@jump01',
    mode: 'production',
    commit: '1f2e3d4c5b6a7988',
    dirty: true,
    kind: 'sync',
    why: 'new peers',
    seconds: 42.5,
    hosts: [
      { host: 'coreams01', outcome: 'changed', files: ['bird/bird.conf'], count: 3, release: 'r7' },
      { host: 'ixpfra01', outcome: 'reverted', files: [], problem: 'reverted' },
    ],
    problems: ['reverted'],
  },
  {
    at: '2026-11-20T12:00:00.000Z',
    who: 'felix@jump01',
    mode: 'production',
    kind: 'deploy',
    seconds: 90,
    hosts: [
      { host: 'coreams01', outcome: 'changed', files: ['caddy/Caddyfile'] },
      { host: 'vltatl01', outcome: 'changed', files: ['caddy/Caddyfile'] },
    ],
    problems: [],
    terraform: { add: 1, change: 0, remove: 2 },
  },
  {
    at: '2026-11-21T09:00:00.000Z',
    who: 'mia@jump01',
    mode: 'production',
    kind: 'hold',
    why: 'disks are swapped',
    seconds: 0,
    hosts: [{ host: 'vltatl01', outcome: 'held', files: [] }],
    problems: [],
  },
  {
    at: '2026-11-21T10:00:00.000Z',
    who: 'felix@jump01',
    mode: 'production',
    kind: 'apply',
    seconds: 3,
    hosts: [],
    problems: [],
    interrupted: true,
  },
];
