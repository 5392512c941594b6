import { expect, it } from 'vitest';
import { listRows } from '../../../source/console/rows/list-rows.ts';
import { tableSettings } from '../../../source/console/tables/table-settings.ts';
import { type KeyedConsole, openKeyed } from '../open-console.ts';

const names = (console: KeyedConsole) => listRows(console.store.state, 'sessions').map(({ id }) => id);

it('sorts the sessions by a column and the other way round, and back', async () => {
  const demo = openKeyed();
  const own = names(demo);
  demo.press('1', ':');
  demo.type('sort name');
  demo.press('enter');
  const sorted = names(demo).map((id) => id.split(' ')[1]);
  expect(sorted).toEqual([...sorted].sort());
  demo.press('.');
  expect(names(demo).map((id) => id.split(' ')[1])).toEqual([...sorted].sort().reverse());
  for (let press = 0; press < 12 && tableSettings(demo.store.state, 'sessions').sort !== undefined; press++)
    demo.press(',');
  expect(names(demo)).toEqual(own);
  await demo.close();
});

it('copies what is marked, line by line', async () => {
  const demo = openKeyed();
  demo.press('1', 'm', 'j', 'v', 'y');
  const [, payload = ''] = /52;c;([^\u0007]*)\u0007/.exec(demo.sent[0] ?? '') ?? [];
  const lines = Buffer.from(payload, 'base64').toString().split('\n');
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line.split('\t').length).toBeGreaterThan(4);
  demo.press('U', 'Y');
  expect(demo.sent).toHaveLength(2);
  await demo.close();
});

it('holds the screen while it is frozen', async () => {
  const demo = openKeyed();
  demo.press('#');
  expect(demo.store.state.notice?.text).toContain('frozen');
  demo.press('#');
  expect(demo.store.state.notice?.text).toContain('follows the network again');
  await demo.close();
});

it('says why there is nothing to do', async () => {
  const demo = openKeyed();
  demo.press('3', ',');
  expect(demo.store.state.notice?.text).toContain('no columns to sort by');
  demo.press('e');
  expect(demo.store.state.notice?.text).toContain('put the cursor on one');
  await demo.close();
});
