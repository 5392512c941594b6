import type { Instant } from '../../basics/brand.ts';
import type { Problem } from '../../basics/problem.ts';
import type { ContainersReading } from '../../containers/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { Certificate, ClockSkew, Disk, Load, Memory, Unread } from '../../hosts/index.ts';

export type WarningKind =
  | 'disk-full'
  | 'clock-skew'
  | 'load'
  | 'memory'
  | 'certificate'
  | 'failed-unit'
  | 'container';

export interface VitalsWarning {
  readonly kind: WarningKind;
  readonly text: string;
}

/** What a host says of itself, with what is worrying about it. */
export interface HostVitals {
  readonly name: HostName;
  readonly group: string;
  readonly reachable: boolean;
  /** Why it could not be asked. */
  readonly problem?: Problem;
  readonly observedAt: Instant;
  readonly load?: Load;
  readonly memory?: Memory;
  readonly disks: readonly Disk[];
  /** Seconds. */
  readonly uptime?: number;
  readonly kernel?: string;
  readonly clock?: ClockSkew;
  /** Undefined where systemd does not run. */
  readonly failedUnits?: readonly string[];
  readonly containers?: ContainersReading;
  readonly certificates: readonly Certificate[];
  /** What could not be read, and why. */
  readonly unread: readonly Unread[];
  readonly warnings: readonly VitalsWarning[];
}

export interface FleetVitals {
  readonly hosts: readonly HostVitals[];
}
