import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainError, findNotificationByCode } from '../../source/bird/index.ts';

test('what the neighbour told us: its code, its meaning and where that is written', () => {
  const error = explainError('Received: Administrative shutdown');
  expect(error.origin).toBe('the neighbour told us');
  expect(error.notification).toMatchObject({ code: 6, subcode: 2, rfc: 'RFC 9003, 2' });
});

test('what we found ourselves, with the AS that BIRD adds', () => {
  expect(explainError('BGP Error: Bad peer AS: 64500').notification).toMatchObject({ code: 2, subcode: 2 });
});

test('codes that BIRD has no words for are known by their numbers', () => {
  expect(explainError('Received: Unknown error 6.9').notification?.rfc).toContain('RFC 8538');
  expect(explainError('Received: Unknown error 6.10').notification?.rfc).toContain('RFC 9384');
  expect(explainError('Received: Unknown error 6.99').notification?.name).toBe('Cease');
  expect(explainError('Received: Unknown error 99.1').notification).toBeUndefined();
});

test('errors of the connection are no notifications, and explained all the same', () => {
  const error = explainError('Socket: Connection refused');
  expect(error.notification).toBeUndefined();
  expect(error.meaning).toContain('179');
});

test('every subcode has a code above it to fall back on', () => {
  for (let code = 1; code <= 8; code += 1) expect(findNotificationByCode(code, 200)).toBeDefined();
});

test('whatever stands there, it is explained or said not to be', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'Received: ', 'BGP Error: '),
      (text, source) => {
        expect(explainError(source + text).meaning).not.toBe('');
      },
    ),
  );
});
