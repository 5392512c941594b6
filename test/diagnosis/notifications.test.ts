import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainNotification } from '../../source/diagnosis/notifications.ts';

test.each([
  ['Received: Administrative shutdown', '6.2', 'RFC 9003'],
  ['BGP Error: Bad peer AS', '2.2', 'RFC 4271, 6.2'],
  ['Error: Hold timer expired', '4.0', 'RFC 4271, 6.5'],
  ['Error: Send hold timer expired', '8.0', 'RFC 9687'],
  ['BGP Error: Role mismatch', '2.11', 'RFC 9234, 4.2'],
])('%s', (error, code, source) => {
  expect(explainNotification(error)).toMatchObject({ code, source });
});

test('what is no notification has no code', () => {
  expect(explainNotification('Socket: Connection refused')).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => void explainNotification(text)));
});
