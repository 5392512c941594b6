import { expect, test } from 'vitest';
import { writeBirdc } from '../../source/diagnosis/rules/session-view.ts';

test('a command to type has its name quoted where a shell or BIRD would take it apart', () => {
  expect(writeBirdc('enable', 'peer_harbour')).toBe('birdc enable peer_harbour');
  expect(writeBirdc('enable', 'AS64501.v6-AMS:1')).toBe(`birdc "enable 'AS64501.v6-AMS:1'"`);
  expect(writeBirdc('show route protocol', 'AS1.a', 'count')).toBe(
    `birdc "show route protocol 'AS1.a' count"`,
  );
});
