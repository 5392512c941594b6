import type { Hold } from '../../../fleet/holds.ts';
import type { HostVitals } from '../../../operations/status/vitals-model.ts';

/** What hosts say of themselves. */
export interface VitalsServices {
  /** Of all hosts at once, each told as it was read; one that cannot be read says why. */
  read(tell: (vitals: HostVitals) => void, signal: AbortSignal): Promise<void>;
  /** Of one host. Throws OperatorError for a host that is none of the fleet. */
  readHost(host: string, signal: AbortSignal): Promise<HostVitals>;
  /** What is not to be written on a host, and why. Throws OperatorError. */
  readHolds(host: string, signal: AbortSignal): Promise<readonly Hold[]>;
}
