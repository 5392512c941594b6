import { hostname, userInfo } from 'node:os';
import type { DeliveryLimits } from '../../delivery/package.ts';
import type { ChangeAuthor } from '../../delivery/stage-script.ts';

/** Seconds for the services to do as well as before, and then for the confirmation. */
export const defaultLimits: DeliveryLimits = { verify: 60, confirm: 30 };

/** Who changes hosts from here, and why, in one line each. */
export function changeAuthor(why: string): ChangeAuthor {
  return {
    who: `${userInfo().username}@${hostname()}`,
    since: new Date().toISOString().replace(/\.\d+/, ''),
    why: why.replace(/\s+/g, ' ').slice(0, 200),
  };
}
