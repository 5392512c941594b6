import { describe, it } from 'vitest';
import { prepareDemoTerminals } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator who looks at the machines', () => {
  it('sees what worries, opens the page of that host, and reads what is held on it', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('V');
    await terminal.shows(/▲ ixpams01 .* 95 % .*\/ is 95 % full/);
    await terminal.shows(/✖?○? vltcdg01/);
    terminal.press('j', 'Enter');
    await terminal.shows('vitals › host');
    await terminal.shows(/bird\/bird\.conf +debugging the import/);
    await terminal.shows(/logrotate\.service +failed/);
    terminal.press('Escape');
    await terminal.hides('vitals › host');
  });

  it('opens the page of a host from the tree, then lists only faults', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('j', 'j', 'o');
    await terminal.shows('coreams01, read now');
    await terminal.shows(/exporter +running +node-exporter:1\.8/);
    terminal.press('Escape', 'g', 'F');
    await terminal.shows('faults only');
    await terminal.hides('provider');
    await terminal.shows('peer_example');
    terminal.press('F');
    await terminal.shows('provider');
  });
});
