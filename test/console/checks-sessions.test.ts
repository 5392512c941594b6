import { describe, it } from 'vitest';
import { prepareDemoTerminals, small } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator who looks before changing anything', () => {
  it('reads what the checks find, both places of it, and the lines with what made them', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('8');
    await terminal.shows('5 hosts, 12 sessions, 4 ends of tunnels checked just now');
    await terminal.shows(/✖ error +endpoint +coreams01 ixpams01 +coreams01 expects/);
    await terminal.shows('templates/config/core/wireguard/wg-ams.conf.j2:7');
    await terminal.shows('meant?  checks: [{ check: endpoint');
    terminal.press('Enter');
    await terminal.shows('error: endpoint');
    await terminal.shows('written by templates/config/shared/bird/session.j2:17');
    terminal.press('Escape', 'F');
    await terminal.hides('keepalive');
    terminal.press('c');
    await terminal.shows('the checks found 1 thing');
  });

  it('reads in the journal who changed what, filters it, and opens an entry', async () => {
    const terminal = openDemo({ size: small });
    await terminal.shows('provider');
    terminal.press('J');
    await terminal.shows(/✖ 11-20 .* sync .*1 changed, 1/);
    terminal.press('/');
    terminal.type('new peers');
    terminal.press('Enter', 'Enter');
    await terminal.shows('because: new peers');
    await terminal.shows('ixpfra01: reverted (reverted)');
  });
});
