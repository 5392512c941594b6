import { describe, it } from 'vitest';
import { prepareDemoTerminals, small } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator who works on a session', () => {
  it('opens its page, reads what a value means, and goes back where he was', async () => {
    const terminal = openDemo();
    await terminal.shows(/✖ ixpams01\s+peer_example/);
    terminal.press('Tab', '/');
    terminal.type('rs1_ams');
    terminal.press('Enter', 'Enter');
    await terminal.shows('sessions › peer');
    await terminal.shows('ixpams01 rs1_amsix, read now');
    await terminal.shows(/Hold timer\s+161\.190\/240\s+the session ends/);
    terminal.press('/');
    terminal.type('hold');
    terminal.press('Enter', 'j', '?');
    await terminal.shows('what does hold timer mean?');
    terminal.press('Escape', 'Escape', 'Escape');
    await terminal.hides('sessions › peer');
    await terminal.shows('/rs1_ams');
  });

  it('disables it after a question that warns, sees it down, and enables it again', async () => {
    const terminal = openDemo();
    await terminal.shows('rs1_amsix');
    terminal.press('Tab', '/');
    terminal.type('rs1_ams');
    terminal.press('Enter', 'o');
    await terminal.shows('Keepalive timer');
    terminal.press('-');
    await terminal.shows('Disable rs1_amsix on ixpams01 of LAB default?');
    await terminal.shows('any later `configure` of BIRD');
    await terminal.shows('the command is: birdc disable rs1_amsix');
    terminal.press('Enter');
    await terminal.hides('Disable rs1_amsix');
    terminal.press('-');
    await terminal.shows('[ y disable ]');
    terminal.press('y');
    await terminal.shows('disable rs1_amsix on ixpams01: Down');
    await terminal.shows(/Notification\s+6\.2 Administrative shutdown/);
    terminal.press('/');
    terminal.type('notification');
    terminal.press('Enter', 'j', '?');
    await terminal.shows('what does notification mean?');
    await terminal.shows(/RFC \d+/);
    terminal.press('Escape', 'Escape');
    terminal.press('5');
    await terminal.shows('birdc disable rs1_amsix');
    terminal.press('Backspace', '+');
    await terminal.shows('[ y enable ]');
    terminal.press('y');
    await terminal.shows('enable rs1_amsix on ixpams01: Established');
  });

  it('looks at its routes, why some were refused, and at all the routes of one prefix', async () => {
    const terminal = openDemo();
    await terminal.shows('rs1_amsix');
    terminal.press('Tab', '/');
    terminal.type('rs1_ams');
    terminal.press('Enter', 'o', 'i');
    await terminal.shows('ixpams01 rs1_amsix received, read now');
    await terminal.shows('110 of 112 routes are not listed');
    terminal.press('Enter');
    await terminal.shows('ixpams01 2a06:de00::/29');
    await terminal.shows('sessions › peer › routes');
    terminal.press('Escape', 'Escape', 'f');
    await terminal.shows('RPKI-invalid: no ROA lets AS64501 announce 3fff:a::/32');
    terminal.press('Escape', 'b');
    await terminal.shows('Routes of ixpams01');
    terminal.type('2a06:de00::1');
    terminal.press('Enter');
    await terminal.shows('ixpams01 2a06:de00::1, read now');
  });

  it('pings the neighbour, and follows the log of the daemon', async () => {
    const terminal = openDemo({ size: small });
    await terminal.shows('rs1_amsix');
    terminal.press('Tab', '/');
    terminal.type('rs1_ams');
    terminal.press('Enter', 'o', 'P');
    await terminal.shows('It answers.');
    terminal.press('Escape', 'L');
    await terminal.shows('bird: rs1_amsix: a line 3');
  });
});
