import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  asHostAddress,
  formatAddress,
  isInSubnet,
  ownSubnet,
  parseInterfaceAddress,
  routerOf,
  subnetOf,
} from '../../../source/lab/plan/addresses.ts';

test('an interface address knows its subnet', () => {
  const address = parseInterfaceAddress('2001:db8:0::10/64');
  expect(address && formatAddress(address)).toBe('2001:db8::10/64');
  expect(address && subnetOf(address)).toBe('2001:db8::/64');
  expect(isInSubnet('2001:db8::ffff', '2001:db8::/64')).toBe(true);
  expect(isInSubnet('192.0.2.1', '2001:db8::/64')).toBe(false);
});

test('a host far away has a router beside it', () => {
  expect(formatAddress(routerOf(ownSubnet('2001:19f0:ffff::1')))).toBe(
    '2001:19f0:ffff:0:ffff:ffff:ffff:fffe/64',
  );
  expect(formatAddress(routerOf(ownSubnet('203.0.113.9')))).toBe('203.0.113.254/24');
});

test('a service address is a host address', () => {
  expect(asHostAddress('2a06:de00:50::1')).toBe('2a06:de00:50::1/128');
  expect(asHostAddress('192.0.2.1')).toBe('192.0.2.1/32');
});

test('whatever stands for an address is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4(), fc.ipV4Extended()), fc.string(), (one, other) => {
      const address = parseInterfaceAddress(`${one}/${other}`) ?? parseInterfaceAddress(one);
      if (address !== undefined) expect(isInSubnet(address.address, subnetOf(address))).toBe(true);
    }),
  );
});
