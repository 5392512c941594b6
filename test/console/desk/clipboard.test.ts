import { expect, it } from 'vitest';
import { clipboardBytes } from '../../../source/console/desk/clipboard.ts';

const hello = Buffer.from('héllo').toString('base64');

it('is set through the terminal itself', () => {
  expect(clipboardBytes('héllo', { TERM: 'xterm-256color' })).toBe(`\u001b]52;c;${hello}\u0007`);
});

it('is set through tmux, which passes on what is wrapped', () => {
  const bytes = clipboardBytes('héllo', { TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0' });
  expect(bytes).toContain(`\u001bPtmux;\u001b\u001b]52;c;${hello}\u0007\u001b\\`);
});

it('is cut into pieces for screen, and where it is too long', () => {
  const bytes = clipboardBytes('x'.repeat(100_000), { TERM: 'screen.xterm' });
  const pieces = bytes.split('\u001b\\').filter((piece) => piece !== '');
  for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(702);
  const whole = pieces.map((piece) => piece.slice(2)).join('');
  expect(Buffer.from(whole.slice(7, -1), 'base64').toString()).toBe('x'.repeat(48_000));
});
