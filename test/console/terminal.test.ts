import { describe, expect, it } from 'vitest';
import type { CellGrid } from '../../source/console/frame/cell-grid.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { prepareDemoTerminals, small, standard } from './open-demo.ts';

const { open, openDemo, script } = prepareDemoTerminals();

/** The screen without its numbers: a second may tick between two looks. */
function withoutNumbers(grid: CellGrid): CellGrid {
  return { ...grid, texts: grid.texts.map((text) => text.replace(/\d/, '0')) };
}

describe('the terminal', () => {
  it('shows after any resize what a fresh start shows', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    for (const size of [
      small,
      { columns: 60, rows: 15 },
      { columns: 250, rows: 80 },
      { columns: 61, rows: 40 },
      standard,
    ]) {
      await terminal.redrawn(() => terminal.resize(size));
      const fresh = openDemo({ size });
      await fresh.shows('provider');
      await fresh.settles();
      expect(withoutTimes(terminal.text())).toEqual(withoutTimes(fresh.text()));
      await fresh.close();
    }
  });

  it('shows the same after a resize as after Ctrl-L, in every view and at a question', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('r');
    await terminal.shows('rendered 40 files');
    for (const key of ['1', '2', '3', '4', '5', '?', 's']) {
      terminal.press(...(key === 's' ? ['Escape', 's'] : [key]));
      if (key === 's') await terminal.shows('[ y sync ]');
      for (const size of [small, { columns: 60, rows: 15 }, { columns: 200, rows: 50 }]) {
        await terminal.redrawn(() => terminal.resize(size));
        const resized = terminal.grid();
        await terminal.redrawn(() => terminal.press('Ctrl-L'));
        expect(withoutNumbers(terminal.grid())).toEqual(withoutNumbers(resized));
      }
    }
  });

  it('says that it is too small, and does nothing until it is larger', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.resize({ columns: 40, rows: 10 });
    await terminal.shows('the console needs 60x15');
    terminal.press('s', 'q');
    terminal.resize(standard);
    await terminal.shows('provider');
    expect(terminal.text()).not.toContain('Sync');
  });

  it('is as it was after q, Ctrl-C, a kill and a hang-up', async () => {
    const ways: readonly [(terminal: Terminal) => void, number][] = [
      [(terminal) => terminal.press('q'), 0],
      [(terminal) => terminal.press('Ctrl-C'), 0],
      [(terminal) => terminal.signal('SIGTERM'), 143],
      [(terminal) => terminal.signal('SIGHUP'), 129],
    ];
    for (const [leave, code] of ways) {
      const terminal = openDemo();
      await terminal.shows('provider');
      leave(terminal);
      expect(await terminal.exits()).toBe(code);
      await terminal.settles(50);
      expect(terminal.screen.alternate).toBe(false);
      expect(terminal.screen.cursor.hidden).toBe(false);
      expect(terminal.text().trim()).toBe('');
    }
  });

  it('is as it was after a crash, with the defect in sight', async () => {
    const terminal = openDemo({ script: { crashAfter: 4000 } });
    await terminal.shows('provider');
    expect(await terminal.exits()).toBe(1);
    await terminal.shows('Error: a defect');
    expect(terminal.screen.alternate).toBe(false);
    expect(terminal.screen.cursor.hidden).toBe(false);
  });

  it('goes back to the shell with Ctrl-Z, and to the console with fg', async () => {
    const terminal = open({
      command: 'bash',
      args: ['--norc', '--noprofile', '-i'],
      size: standard,
      env: { PS1: 'shell> ' },
    });
    await terminal.shows('shell>');
    terminal.type(`${process.execPath} ${script()}\r`);
    await terminal.shows('provider');
    terminal.press('Ctrl-Z');
    await terminal.shows('Stopped');
    expect(terminal.screen.alternate).toBe(false);
    terminal.type('stty -a\r');
    await terminal.shows(/ icanon .* echo /s);
    terminal.type('fg\r');
    await terminal.shows('provider');
    expect(terminal.screen.alternate).toBe(true);
    terminal.press('j');
    await terminal.shows(/▸core/);
    terminal.press('q');
    await terminal.shows('shell>');
    terminal.type('exit\r');
    expect(await terminal.exits()).toBe(0);
  });

  it('is drawn again after the process was stopped and continued, and after Ctrl-L', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.signal('SIGSTOP');
    await terminal.screen.write('\u001b[2J\u001b[Hsomebody else wrote here');
    terminal.signal('SIGCONT');
    await terminal.shows('provider');
    await terminal.hides('somebody else');
    await terminal.screen.write('\u001b[2J\u001b[Hsomebody else wrote here');
    terminal.press('Ctrl-L');
    await terminal.shows('provider');
    await terminal.hides('somebody else');
  });

  it('is not scribbled on by others in the process, who are heard afterwards', async () => {
    const terminal = openDemo({ script: { noise: true } });
    await terminal.shows('provider');
    await terminal.settles(300);
    expect(terminal.text()).not.toContain('something to say');
    terminal.press('q');
    await terminal.exits();
    await terminal.shows('something to say');
  });

  it('gets ASCII where the locale is not UTF-8, and no colour with NO_COLOR', async () => {
    const terminal = openDemo({ env: { LANG: 'C', LC_ALL: 'C', NO_COLOR: '1' } });
    await terminal.shows('provider');
    await terminal.settles();
    expect(terminal.text()).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(terminal.text()).toMatch(/X ixpams01\s+peer_example/);
    expect(terminal.written).not.toMatch(/\u001b\[[0-9;]*3[0-9]m/);
  });

  it('gets nothing while nothing changes', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    await terminal.settles(400);
    const before = terminal.written.length;
    await terminal.settles(1500, 20_000);
    expect(terminal.written.length).toBe(before);
  });
});

/** Clock times and ages are of the moment. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d\d:\d\d(:\d\d)?/g, 'TIME').replaceAll(/\b\d+s\b/g, 'AGE');
}
