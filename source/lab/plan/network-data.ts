import { z } from 'zod';
import { OperatorError } from '../../basics/problem.ts';
import type { Fleet, Host } from '../../fleet/model.ts';
import { parseInterfaceAddress } from './addresses.ts';
import { toPlain } from './plain-values.ts';

/*
 * What a lab reads of a fleet's variables. All of it may be missing: a fleet without sessions is a lab without
 * outsiders.
 */

const asNumber = z.coerce.number().int().min(1).max(4_294_967_295);
const symbol = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'is no name');
const bareAddress = z
  .string()
  .refine((text) => !text.includes('/') && parseInterfaceAddress(text) !== undefined, 'is no address');
const addressWithLength = z
  .string()
  .refine((text) => parseInterfaceAddress(text) !== undefined, 'is no address');

const interfaceData = z.object({
  role: z.string().optional(),
  addresses: z.array(addressWithLength).default([]),
  gateways: z.array(bareAddress).default([]),
});

const tunnelEnd = z.object({ interface: z.string().regex(/^[A-Za-z0-9_.-]{1,15}$/, 'is no interface') });
const tunnelData = z.object({ ends: z.record(z.string(), tunnelEnd) });

const sessionData = z.object({
  name: symbol,
  kind: z.string(),
  interface: z.string().optional(),
  neighbor: bareAddress.optional(),
  asn: asNumber.optional(),
  local_as: asNumber.optional(),
  password: symbol.optional(),
  multihop: z.coerce.number().int().min(1).max(255).optional(),
  ttl_security: z.boolean().default(false),
  bfd: z.boolean().default(false),
  role: z.enum(['provider', 'rs_server', 'rs_client', 'customer', 'peer']).optional(),
});

const networkData = z.object({
  edge_as: asNumber,
  core_prefix: addressWithLength.optional(),
  probing_prefix: addressWithLength.optional(),
  loopbacks: z.record(z.string(), bareAddress).default({}),
  probes: z
    .record(z.string(), z.object({ unicast: bareAddress.optional(), anycast: bareAddress.optional() }))
    .default({}),
});

/** The data that all hosts share, as `networks/` holds it. */
export const fleetData = z.object({
  network: networkData.optional(),
  tunnels: z.record(z.string(), tunnelData).default({}),
  sessions: z.record(z.string(), z.array(sessionData)).default({}),
  rpki_caches: z
    .array(z.object({ name: symbol, address: bareAddress, port: z.coerce.number().int().min(1).max(65_535) }))
    .default([]),
  service_accounts: z.record(z.string(), z.unknown()).default({}),
  api_accounts: z.array(z.string()).default([]),
});

const hostData = z.object({
  interfaces: z
    .record(z.string().regex(/^[A-Za-z0-9_.-]{1,15}$/, 'is no interface'), interfaceData)
    .default({}),
  bgp_passwords: z.record(z.string(), z.string()).default({}),
});

export type FleetData = z.infer<typeof fleetData>;
export type HostData = z.infer<typeof hostData>;
export type SessionData = z.infer<typeof sessionData>;

/** The data that all hosts share; taken from the first, as every host sees `networks/` alike. */
export function readFleetData(fleet: Fleet): FleetData {
  const [host] = fleet.hosts;
  if (host === undefined) {
    throw new OperatorError({
      kind: 'inventory-empty',
      message: 'the inventory has no hosts, so there is nothing to make a lab of',
      hint: 'add a host to inventory/, or name another repository with --root',
    });
  }
  return read(fleetData, fleet, host, "plan the lab from the network's data");
}

export function readHostData(fleet: Fleet, host: Host): HostData {
  return read(hostData, fleet, host, `plan the lab's ${host.name}`);
}

function read<Shape extends z.ZodType>(
  shape: Shape,
  fleet: Fleet,
  host: Host,
  attempted: string,
): z.infer<Shape> {
  const parsed = shape.safeParse(toPlain(host.variables));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const origin = fleet.origins.find(host.variables, path[0]);
  throw new OperatorError({
    kind: 'lab-data-invalid',
    message: `${path.map(String).join('.')}: ${issue?.message ?? 'cannot be read'}`,
    host: host.name,
    attempted,
    ...(origin === undefined ? {} : { place: origin.place }),
    hint: 'mend the value; the shipped fleet in networks/ and inventory/ shows the shape',
  });
}
