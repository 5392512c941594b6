import { afterEach, beforeEach, expect, it } from 'vitest';
import { initialKeyParserState, parseKeys } from '../../../source/console/keys/parse-keys.ts';
import { positionOf } from '../../../source/console/store/list-state.ts';
import { type KeyedConsole, openKeyed } from '../open-console.ts';

let demo: KeyedConsole;

beforeEach(() => {
  demo = openKeyed();
});

afterEach(() => demo.close());

/** What a terminal sends for the mouse on a cell, counted from 0. */
function mouse(button: number, column: number, row: number): void {
  const { inputs } = parseKeys(initialKeyParserState, `\u001b[<${button};${column + 1};${row + 1}M`);
  for (const input of inputs) demo.controller.handle(input);
}

it('puts the cursor on the host that is clicked', () => {
  mouse(0, 5, 4);
  expect(positionOf(demo.store.state, 'hosts').id).toBe('host:coreams01');
  expect(demo.store.state.focus).toBe('hosts');
});

it('puts the cursor on the session that is clicked, below banner and head', () => {
  mouse(0, 60, 6);
  expect(demo.store.state.focus).toBe('main');
  expect(positionOf(demo.store.state, 'sessions').index).toBeGreaterThan(0);
});

it('shows the view whose tab is clicked', () => {
  mouse(0, 47, 1);
  expect(demo.store.state.view).not.toBe('sessions');
});

it('moves the cursor by the wheel', () => {
  mouse(65, 3, 3);
  expect(positionOf(demo.store.state, 'hosts').index).toBe(3);
  mouse(64, 3, 3);
  expect(positionOf(demo.store.state, 'hosts').index).toBe(0);
});

it('does nothing on borders, behind the last line, with other buttons, and while something is asked', () => {
  const before = demo.store.state;
  mouse(0, 5, 30);
  mouse(2, 5, 4);
  mouse(0, 0, 39);
  expect(demo.store.state).toBe(before);
  demo.press('?');
  const asked = demo.store.state;
  mouse(0, 5, 4);
  expect(demo.store.state).toBe(asked);
});
