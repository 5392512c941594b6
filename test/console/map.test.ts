import { describe, it } from 'vitest';
import { prepareDemoTerminals } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator who looks at the map', () => {
  it('sees where the hosts are, goes from one to the next, and comes nearer', async () => {
    const terminal = openDemo();
    await terminal.shows('vltcdg01 unreachable');
    terminal.press('M');
    await terminal.shows(/vltcdg01 {2}Paris, 48\.86° N 2\.35° E/);
    await terminal.shows(/[\u2801-\u28ff]{3}/);
    terminal.press('j', 'j', 'j');
    await terminal.shows(/ixpfra01 {2}Frankfurt, 50\.11° N 8\.68° E/);
    terminal.press('+', '+');
    await terminal.hides('48.86° N');
    terminal.press('f', '-', '-', '-', '-');
    await terminal.shows('ixpfra01');
  });

  it('filters the hosts of the map', async () => {
    const terminal = openDemo();
    await terminal.shows('vltcdg01 unreachable');
    terminal.press('M', '/');
    terminal.type('frankfurt');
    terminal.press('Enter');
    await terminal.shows(/ixpfra01 {2}Frankfurt/);
    await terminal.shows('1/1');
  });
});
