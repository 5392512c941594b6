import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTerminal } from '../test/terminal/terminal.ts';
import { drawSvg } from './draw-svg.ts';

/** A picture, and the keys that lead to it from the one before. */
const pictures = [
  { file: 'console.svg', keys: ['1'], shows: '● 5' },
  { file: 'tunnels.svg', keys: ['2'], shows: 'wg0' },
  { file: 'plan.svg', keys: ['a'], shows: '[ y apply ]' },
  { file: 'help.svg', keys: ['n', '?'], shows: 'Render the templates' },
];

const state = await mkdtemp(join(tmpdir(), 'peerdeck-screenshots-'));
const terminal = openTerminal({
  command: process.execPath,
  args: ['bin/peerdeck.js', '--lab=tour', '--yes'],
  size: { columns: 120, rows: 34 },
  env: { XDG_STATE_HOME: state, COLORTERM: 'truecolor' },
});
try {
  await terminal.shows('LAB tour', 90_000);
  await terminal.shows(/(Established[\s\S]*){8}/, 30_000);
  for (const { file, keys, shows } of pictures) {
    terminal.press(...keys);
    await terminal.shows(shows, 60_000);
    await terminal.settles(400);
    await writeFile(join('docs/images', file), drawSvg(terminal.grid()));
    console.log(`docs/images/${file}`);
  }
  terminal.press('Escape', 'q');
  await terminal.exits(30_000);
} finally {
  await terminal.close();
  await rm(state, { recursive: true, force: true });
}
