import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInterfaceAddress, subnetOf } from '../../../source/lab/plan/addresses.ts';
import { type Plug, Switches } from '../../../source/lab/plan/switches.ts';

const plug = (host: string, ...addresses: string[]): Plug => ({ host, interface: 'eth0', addresses });

test('interfaces that share a subnet share a switch', () => {
  const plugs = [plug('a', '2001:db8:1::1/64'), plug('b', '2001:db8:2::1/64'), plug('c', '2001:db8:1::2/64')];
  const switches = new Switches(plugs);
  expect(plugs.map((one) => switches.link(one).switch)).toEqual(['lan1', 'lan2', 'lan1']);
});

test('two subnets on one interface are one wire, whichever comes first', () => {
  const plugs = [
    plug('a', '2001:db8:1::1/64'),
    plug('b', '192.0.2.1/24'),
    plug('c', '192.0.2.2/24', '2001:db8:1::2/64'),
  ];
  const switches = new Switches(plugs);
  expect(new Set(plugs.map((one) => switches.link(one).switch)).size).toBe(1);
  expect(switches.names).toHaveLength(1);
});

test('an interface without an address stands alone', () => {
  const switches = new Switches([plug('a', '2001:db8:1::1/64'), plug('b')]);
  expect(switches.link(plug('b')).switch).not.toBe(switches.link(plug('a', '2001:db8:1::1/64')).switch);
  expect(switches.names).toHaveLength(2);
});

test('any two interfaces with a common subnet meet', () => {
  const address = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 99 }));
  const addresses = fc.array(
    address.map(([subnet, host]) => `2001:db8:${subnet}::${host}/64`),
    {
      maxLength: 3,
    },
  );
  fc.assert(
    fc.property(fc.array(addresses, { maxLength: 8 }), (lists) => {
      const plugs = lists.map((list, index) => plug(`h${index}`, ...list));
      const switches = new Switches(plugs);
      const places = plugs.map((one) => ({ subnets: subnetsOf(one), name: switches.link(one).switch }));
      for (const one of places)
        for (const other of places)
          if (one.subnets.some((subnet) => other.subnets.includes(subnet))) expect(one.name).toBe(other.name);
      for (const { name } of places) expect(switches.names).toContain(name);
    }),
  );
});

function subnetsOf({ addresses }: Plug): string[] {
  return addresses.map(parseInterfaceAddress).flatMap((address) => (address ? [subnetOf(address)] : []));
}
