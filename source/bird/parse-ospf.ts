import { isGreeting, ReplyLines, readNumber, splitWords } from './reply-lines.ts';

/** A row of `show ospf neighbors`. */
export interface OspfNeighbor {
  /** The OSPF protocol instance. */
  readonly protocol: string;
  readonly routerId: string;
  readonly priority: number;
  /** `Full`, `2-Way`, `Init`, … */
  readonly state: string;
  /** What stands behind the slash: `DR`, `BDR`, `PtP`, `Other`. */
  readonly role: string;
  /** Seconds until it is declared dead, as printed. */
  readonly deadTime: string;
  readonly interface: string;
  readonly address: string;
}

export interface OspfReading {
  readonly neighbors: readonly OspfNeighbor[];
  readonly unread: readonly string[];
}

function parseRow(protocol: string, line: string): OspfNeighbor | undefined {
  const words = splitWords(line);
  if (words.length !== 6) return undefined;
  const [routerId = '', pri = '', state = '', deadTime = '', device = '', address = ''] = words;
  const priority = readNumber(pri);
  const slash = state.indexOf('/');
  if (priority === undefined || slash === -1) return undefined;
  return {
    protocol,
    routerId,
    priority,
    state: state.slice(0, slash),
    role: state.slice(slash + 1),
    deadTime,
    interface: device,
    address,
  };
}

/** Reads `show ospf neighbors`; never throws. */
export function parseOspfNeighbors(text: string): OspfReading {
  const lines = new ReplyLines(text);
  const neighbors: OspfNeighbor[] = [];
  const unread: string[] = [];
  let protocol = '';
  while (lines.advance()) {
    const line = lines.text;
    if (line === '' || isGreeting(line) || line.startsWith('Router ID')) continue;
    if (line.endsWith(':') && !line.includes(' ')) {
      protocol = line.slice(0, -1);
      continue;
    }
    const row = parseRow(protocol, line);
    if (row) neighbors.push(row);
    else unread.push(line);
  }
  return { neighbors, unread };
}
