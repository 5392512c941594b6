import { describe, it } from 'vitest';
import { prepareDemoTerminals } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator with containers', () => {
  it('sees what differs, follows a log, restarts one, rolls its image back, and unpins', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('7');
    await terminal.shows('the state has 2 containers; 1 image pinned; read just now');
    await terminal.shows(/✖ coreams01 +saimiris +exited 137/);
    await terminal.shows('no Docker engine is');
    terminal.press('o');
    await terminal.shows('line 5 of caddy');
    terminal.press('Escape', 't');
    await terminal.shows('nobody answers on port 8443/tcp');
    await terminal.shows('[ y restart ]');
    terminal.press('y');
    await terminal.shows('caddy on coreams01 runs again');
    terminal.press('i');
    await terminal.shows(/caddy@sha256:cccccccccccc +on the host +seen running well until/);
    terminal.press('Enter');
    await terminal.shows('[ y pin and plan ]');
    terminal.press('y');
    await terminal.shows('Apply to caddy on coreams01?');
    await terminal.shows('[ y apply ]');
    terminal.press('Escape', '7', 'p');
    await terminal.shows('Let docker.io/library/caddy:2 follow its name again?');
    await terminal.shows('[ y unpin ]');
    terminal.press('y');
    await terminal.shows('unpinned in terraform/services.tf');
  });
});
