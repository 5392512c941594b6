import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpeaker } from '../../../source/console/speech/speaker.ts';
import { createTextSpeaker } from '../../../source/console/speech/text-speaker.ts';
import { type KeyedConsole, openKeyed } from '../open-console.ts';

let demo: KeyedConsole;
let said: string[];
let speak: () => void;

beforeEach(() => {
  demo = openKeyed();
  said = [];
  const tell = createSpeaker((line) => said.push(line));
  speak = () => tell(demo.store.state);
  speak();
});

afterEach(() => demo.close());

/** What is said after these keys. */
function heard(...keys: readonly string[]): string {
  said.length = 0;
  demo.press(...keys);
  speak();
  return said.join('');
}

describe('a screen reader is told', () => {
  it('where one is, what is under the cursor, and nothing twice', () => {
    expect(said.join('')).toContain('hosts of the fleet, 9 lines');
    expect(said.join('')).toContain('all hosts, 5 hosts, bad');
    expect(heard('j', 'j')).toContain('host coreams01 of core');
    expect(heard()).toBe('');
  });

  it('of a row what its columns are called', () => {
    const told = heard('g', 'tab', 'j', 'k');
    expect(told).toMatch(/1: .*session peer_example, state Connect/);
    expect(told).toContain('Connection refused');
  });

  it('of a question all of it, and which answer is marked', () => {
    demo.store.dispatch({ type: 'question-raised', question: { kind: 'sync', differences: [] } });
    const told = heard();
    expect(told).toContain('Sync 0 hosts of LAB default?');
    expect(told).toContain('Cancel is marked');
    expect(heard('tab')).toContain('sync is marked');
  });

  it('what a filter and the palette find', () => {
    expect(heard('/', 'c', 'o', 'r')).toMatch(/filter: cor/);
    demo.press('escape');
    expect(heard(':', 'z', 'o', 'o')).toContain('zoom: Give the main pane');
  });

  it('of others nothing but text', () => {
    const evil = '\u001b[2J\u0007';
    demo.store.dispatch({ type: 'noticed', notice: { tone: 'plain', text: evil } });
    expect(heard().replaceAll('\r\n', '')).not.toMatch(/[\u0000-\u001f]/);
  });
});

it('tells of a screen of text the lines that are new', () => {
  const lines: string[] = [];
  const tell = createTextSpeaker((line) => lines.push(line));
  tell('\u001b[1mstarting\u001b[0m\n  ams booting\n');
  tell('starting\n  ams ready\n');
  expect(lines).toEqual(['starting\r\n', 'ams booting\r\n', 'ams ready\r\n']);
});
