import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyShippedFleet, program } from '../test/end-to-end/fleet-copy.ts';
import { openTerminal } from '../test/terminal/terminal.ts';
import { drawSvg } from './draw-svg.ts';

/** A picture: what happens before it, the keys that lead to it from the one before, and what it has to show. */
interface Picture {
  readonly file: string;
  readonly before?: () => Promise<unknown>;
  readonly keys: readonly string[];
  readonly shows: string | RegExp;
  /** Keys that leave it again. */
  readonly leave?: readonly string[];
}

const lab = 'tour';
const sessions = 'networks/sessions.yml';
const fleet = await copyShippedFleet();

const pictures: readonly Picture[] = [
  { file: 'console.svg', keys: ['1'], shows: '● 5' },
  { file: 'tunnels.svg', keys: ['2'], shows: 'wg0' },
  { file: 'map.svg', keys: ['M', 'G', '+', '+'], shows: /ixpfra01 {2}Frankfurt/ },
  { file: 'vitals.svg', keys: ['V'], shows: /ixpams01.*\d+ ?%/ },
  { file: 'session.svg', keys: ['1', 'o'], shows: 'Established', leave: ['Escape'] },
  { file: 'checks.svg', keys: ['8', 'c'], shows: /nothing|no finding|finding/i },
  {
    file: 'deploy.svg',
    before: () => fleet.edit(sessions, 'description: Transit A', 'description: Transit A by the harbour'),
    keys: ['s'],
    shows: 'by the harbour',
  },
  { file: 'deployed.svg', keys: ['y'], shows: /confirmed|done/ },
  { file: 'journal.svg', keys: ['J'], shows: /sync/ },
  { file: 'log.svg', keys: ['5'], shows: 'stage release' },
  { file: 'plan.svg', keys: ['a'], shows: '[ y apply ]', leave: ['n'] },
  {
    file: 'diagnosis.svg',
    before: async () => {
      terminal.press('1');
      await fleet.run('lab', 'break', 'md5-mismatch', '--name', lab, '--on', 'ixpams01:transit_a');
      await terminal.shows(/✖ ixpams01\s+transit_a/, 30_000);
    },
    keys: ['g', 'd'],
    shows: 'md5',
    leave: ['Escape'],
  },
  { file: 'events.svg', keys: ['6'], shows: 'transit_a' },
  { file: 'palette.svg', keys: [':', 's', 'y'], shows: 'sync', leave: ['Escape'] },
  { file: 'help.svg', keys: ['?'], shows: 'Render the templates', leave: ['Escape'] },
];

const terminal = openTerminal({
  command: process.execPath,
  args: [program, '--root', fleet.root, `--lab=${lab}`, '--yes'],
  size: { columns: 120, rows: 34 },
  env: { ...fleet.environment, NO_COLOR: '', COLORTERM: 'truecolor' },
});
try {
  await terminal.shows(`LAB ${lab}`, 90_000);
  await terminal.shows(/(Established[\s\S]*){8}/, 30_000);
  for (const { file, before, keys, shows, leave = [] } of pictures) {
    await before?.();
    for (const key of keys) {
      terminal.press(key);
      await terminal.settles(200);
    }
    await terminal.shows(shows, 60_000);
    await terminal.settles(400);
    await writeFile(join('docs/images', file), drawSvg(terminal.grid()));
    console.log(`docs/images/${file}`);
    terminal.press(...leave);
  }
  terminal.press('q');
  await terminal.exits(30_000);
} finally {
  await terminal.close();
  await fleet.run('lab', 'down', '--name', lab);
  await fleet.remove();
}
