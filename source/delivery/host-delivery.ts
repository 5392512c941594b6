import type { DescribedService } from './described.ts';
import { findKnownServices, knownServices } from './known-services.ts';
import { builtinRules, type DeliveryRule, findOwnService, formatService, type ServiceId } from './rules.ts';

/** A container and what it mounts from its host. */
export interface MountedContainer {
  readonly name: string;
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
}

/** A command of `peerdeck.yml` that must succeed on the host after a change, where it did before. */
export interface HealthCheck {
  readonly name: string;
  readonly command: string;
}

/** A rule of `peerdeck.yml`. */
export interface CustomRule extends DeliveryRule {
  /** Whether a file that stands here, an absolute path, is this rule's. */
  owns(path: string, home: string): boolean;
  /** Takes the place of what is built in for these files; absent where that is left to it. */
  readonly service?: DescribedService;
}

/** How files reach one host and what takes them up there. */
export interface HostDelivery {
  /** The first that takes a file places it. */
  readonly rules: readonly DeliveryRule[];
  /** What takes up, or checks, a file that stands here on the host: an absolute path. */
  findServices(path: string, home: string): readonly ServiceId[];
  /** What services do that are described by data, by their names. */
  readonly described: ReadonlyMap<string, DescribedService>;
  readonly checks: readonly HealthCheck[];
  readonly containers: readonly MountedContainer[];
}

/** What a host's delivery is made of besides what is built in. */
export interface DeliveryParts {
  readonly rules?: readonly CustomRule[];
  readonly checks?: readonly HealthCheck[];
  readonly containers?: readonly MountedContainer[];
}

/** How files reach a host: by the rules of `peerdeck.yml`, then by those that are built in. */
export function makeHostDelivery(parts: DeliveryParts): HostDelivery {
  const { rules = [], checks = [], containers = [] } = parts;
  const own = rules.flatMap(({ service }) => service ?? []);
  return {
    rules: [...rules, ...builtinRules],
    checks,
    containers,
    described: new Map([...knownServices, ...own].map((service) => [formatService(service.id), service])),
    findServices: (path, home) => {
      const rule = rules.find((one) => one.owns(path, home));
      if (rule?.service !== undefined) return [rule.service.id];
      const mounting = containers.filter(({ mounts }) => mounts.some(({ source }) => isBelow(path, source)));
      const service = findOwnService(path);
      return [
        ...(service === undefined ? findKnownServices(path, home) : [service]),
        ...mounting.map(({ name }): ServiceId => ({ kind: 'container', name })),
      ];
    },
  };
}

/** A container that has the whole host below a mount reads no configuration there. */
function isBelow(path: string, source: string): boolean {
  const folder = source.replace(/\/+$/, '');
  return folder !== '' && (path === folder || path.startsWith(`${folder}/`));
}

/** What holds without any settings. */
export const builtinDelivery: HostDelivery = makeHostDelivery({});
