import type { BgpDetails, Mutable } from './protocols.ts';
import { readNumber } from './reply-lines.ts';

/** Collects what BIRD says of a BGP session, from the `BGP state:` line on. */
export class BgpBuilder {
  readonly #bgp: Mutable<BgpDetails>;
  #openCapabilities: string[] | undefined;

  constructor(state: string) {
    this.#bgp = { state, neighborAddress: '', neighborAs: 0, localAs: 0 };
  }

  /** Takes a line without a colon; false where it is none of ours. */
  takePlain(line: string): boolean {
    switch (line) {
      case 'Local capabilities':
        this.#openCapabilities = [];
        this.#bgp.localCapabilities = this.#openCapabilities;
        return true;
      case 'Neighbor capabilities':
        this.#openCapabilities = [];
        this.#bgp.neighborCapabilities = this.#openCapabilities;
        return true;
      case 'Neighbor graceful restart active':
        this.#bgp.gracefulRestart = true;
        return true;
      default:
        return false;
    }
  }

  /** Takes a line that stands below a heading of capabilities; false where none is open. */
  takeCapability(line: string): boolean {
    if (this.#openCapabilities === undefined) return false;
    this.#openCapabilities.push(line);
    return true;
  }

  /** Takes a labelled line; undefined where the label is none of ours, false where the value cannot be read. */
  take(label: string, value: string): boolean | undefined {
    this.#openCapabilities = undefined;
    switch (label) {
      case 'Neighbor address':
      case 'Neighbor range':
        // From 2.16 on the word `onlink` may follow.
        this.#bgp.neighborAddress = value.split(' ', 1)[0] ?? '';
        return true;
      case 'Neighbor AS':
        return this.#takeAs('neighborAs', value);
      case 'Local AS':
        return this.#takeAs('localAs', value);
      case 'Neighbor ID':
        this.#bgp.routerId = value;
        return true;
      case 'Neighbor caps':
        this.#bgp.neighborCapabilities = value.split(' ');
        return true;
      case 'Session':
        this.#bgp.session = value;
        return true;
      case 'Source address':
        this.#bgp.sourceAddress = value;
        return true;
      case 'Hold timer':
        this.#bgp.holdTimer = value;
        return true;
      case 'Keepalive timer':
        this.#bgp.keepaliveTimer = value;
        return true;
      case 'Restart timer':
        this.#bgp.restartTimer = value;
        return true;
      case 'Last error':
        this.#bgp.lastError = value;
        return true;
      default:
        return undefined;
    }
  }

  #takeAs(field: 'neighborAs' | 'localAs', value: string): boolean {
    const as = readNumber(value);
    if (as === undefined) return false;
    this.#bgp[field] = as;
    return true;
  }

  build(message: string | undefined): BgpDetails {
    if (message !== undefined) this.#bgp.message = message;
    return this.#bgp;
  }
}
