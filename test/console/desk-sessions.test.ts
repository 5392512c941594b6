import { describe, expect, it } from 'vitest';
import { prepareDemoTerminals } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator at the desk', () => {
  it('finds an action by its name, goes to a host, and has another theme', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.type(':host fra');
    await terminal.shows('host ixpfra01');
    terminal.press('Enter');
    await terminal.shows('▸ ● ixpfra01');
    terminal.type(':theme asc');
    await terminal.shows('theme ascii');
    terminal.press('Enter');
    await terminal.shows('> o ixpfra01');
    await terminal.settles();
    expect(terminal.text()).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('sorts and marks, and copies what is marked to the clipboard', async () => {
    const terminal = openDemo();
    await terminal.shows('provider');
    terminal.press('1', ',', '.');
    await terminal.shows('↓');
    terminal.press('m', 'm', 'y');
    await terminal.shows('copied 2 lines');
    expect(terminal.written).toMatch(/\u001b\]52;c;[A-Za-z0-9+/=]+\u0007/);
  });

  it('leaves for a host and its editor, and is back where it was', async () => {
    const terminal = openDemo({ env: { EDITOR: 'echo edits', SHELL: '/bin/sh', PS1: 'shell> ' } });
    await terminal.shows('provider');
    terminal.press('j', 'j', 'S');
    await terminal.shows('back from ssh coreams01');
    expect(terminal.written).toContain('logged in to coreams01');
    terminal.press('r');
    await terminal.shows('rendered 40 files');
    terminal.press('3', 'e');
    await terminal.shows('back from echo edits');
    expect(terminal.written).toMatch(/edits \S+templates\/config\/\S+\.j2/);
    terminal.press('$');
    await terminal.shows('shell>');
    expect(terminal.screen.alternate).toBe(false);
    terminal.type('exit 3\r');
    await terminal.shows('ended with 3: Enter goes back');
    terminal.press('Enter');
    await terminal.shows('the shell ended with 3');
    expect(terminal.screen.alternate).toBe(true);
  });

  it("runs the repository's own commands after a question, and stops one that goes on", async () => {
    const commands = [
      {
        title: 'greet',
        command: 'echo hello {host}; sleep 60',
        key: 'f6',
        source: 'peerdeck.yml',
        changes: true,
      },
    ];
    const terminal = openDemo({ script: { commands } });
    await terminal.shows('provider');
    terminal.press('j', 'j', 'X');
    await terminal.shows('run greet');
    terminal.press('Enter');
    await terminal.shows('[ y run ]');
    expect(terminal.text()).toContain('$ echo hello coreams01');
    terminal.press('y');
    await terminal.shows(/hello coreams01\s/);
    terminal.press('Escape');
    await terminal.hides('hello coreams01');
  });

  it('has his own keys', async () => {
    const terminal = openDemo({ script: { preferences: { keys: { render: 'F5' } } } });
    await terminal.shows('F5 render');
    terminal.type('\u001b[15~');
    await terminal.shows('rendered 40 files');
  });

  it('takes clicks where the mouse is wanted, and leaves it alone otherwise', async () => {
    const plain = openDemo();
    await plain.shows('provider');
    expect(plain.written).not.toContain('\u001b[?1000h');
    const terminal = openDemo({ script: { preferences: { mouse: true } } });
    await terminal.shows('provider');
    terminal.type('\u001b[<0;6;5M');
    await terminal.shows('▸ ● coreams01');
    terminal.press('q');
    await terminal.exits();
    expect(terminal.written.lastIndexOf('\u001b[?1000l')).toBeGreaterThan(
      terminal.written.lastIndexOf('\u001b[?1000h'),
    );
  });

  it('is told in lines what changes, for a screen reader, and nothing is drawn', async () => {
    const terminal = openDemo({ script: { preferences: { screen_reader: true } } });
    await terminal.shows('hosts of the fleet');
    terminal.press('j', 'j');
    await terminal.shows('host coreams01 of core');
    terminal.press('1');
    await terminal.shows(/sessions of coreams01/);
    terminal.press('q');
    expect(await terminal.exits()).toBe(0);
    expect(terminal.written).not.toMatch(/\u001b\[(\?1049h|\d*;?\d*H|2J)/);
  });
});
