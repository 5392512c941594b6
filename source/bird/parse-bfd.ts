import type { LabelledValue } from './protocols.ts';
import { isGreeting, ReplyLines, splitLabel, splitWords } from './reply-lines.ts';

/** A BFD session; `fields` holds what `show bfd sessions all` (from 2.15) tells beyond the table. */
export interface BfdSession {
  /** The BFD protocol instance it belongs to. */
  readonly protocol: string;
  readonly address: string;
  /** `---` for a multihop session. */
  readonly interface: string;
  /** `Up`, `Down`, `Init` or `AdminDown`. */
  readonly state: string;
  readonly since: string;
  /** Seconds, as printed. */
  readonly interval: string;
  readonly timeout: string;
  readonly fields: readonly LabelledValue[];
}

export interface BfdReading {
  readonly sessions: readonly BfdSession[];
  readonly unread: readonly string[];
}

/** A row of the table; the time between state and interval may hold spaces. */
function parseRow(protocol: string, line: string): BfdSession | undefined {
  const words = splitWords(line);
  const [address, device, state] = words;
  const interval = words.at(-2);
  const timeout = words.at(-1);
  if (words.length < 6 || words.length > 12) return undefined;
  if (address === undefined || device === undefined || state === undefined) return undefined;
  if (interval === undefined || timeout === undefined || !Number.isFinite(Number(timeout))) return undefined;
  const since = words.slice(3, -2).join(' ');
  return { protocol, address, interface: device, state, since, interval, timeout, fields: [] };
}

const blockLabels = new Map([
  ['Interface', 'interface'],
  ['Session state', 'state'],
  ['Last state change', 'since'],
] as const);

interface OpenBlock {
  interface: string;
  state: string;
  since: string;
  fields: LabelledValue[];
  section: string;
}

/** Takes a line of `show bfd sessions all` into the block that is open. */
function takeBlockLine(block: OpenBlock, indent: number, label: string, value: string): void {
  const known = [...blockLabels].find(([each]) => each === label)?.[1];
  if (known !== undefined) block[known] = value;
  else if (value === '' && indent <= 2) block.section = `${label}: `;
  else block.fields.push({ label: indent > 2 ? `${block.section}${label}` : label, value });
}

/** The part behind the slash of `0.135 / 0.200`. */
function intervalOf(fields: readonly LabelledValue[], label: string): string {
  const value = fields.find((field) => field.label === label)?.value ?? '';
  return value.slice(value.indexOf('/') + 1).trim();
}

function closeBlock(protocol: string, address: string, block: OpenBlock): BfdSession {
  return {
    protocol,
    address,
    interface: block.interface,
    state: block.state,
    since: block.since,
    interval: intervalOf(block.fields, 'Transmit timer'),
    timeout: intervalOf(block.fields, 'Detect timer'),
    fields: block.fields,
  };
}

/** Reads `show bfd sessions [all]`; never throws. */
export function parseBfdSessions(text: string): BfdReading {
  const lines = new ReplyLines(text);
  const sessions: BfdSession[] = [];
  const unread: string[] = [];
  let protocol = '';
  let open: { address: string; block: OpenBlock } | undefined;
  const close = () => {
    if (open) sessions.push(closeBlock(protocol, open.address, open.block));
    open = undefined;
  };
  while (lines.advance()) {
    const { text: line, indent } = lines;
    if (line === '' || isGreeting(line) || line.startsWith('IP address ')) continue;
    const labelled = splitLabel(line);
    if (indent === 0 && line.endsWith(':') && !line.includes(' ')) {
      close();
      protocol = line.slice(0, -1);
    } else if (indent > 0 && labelled?.label === 'Address') {
      close();
      open = {
        address: labelled.value,
        block: { interface: '', state: '', since: '', fields: [], section: '' },
      };
    } else if (indent > 0 && open && labelled) {
      takeBlockLine(open.block, indent, labelled.label, labelled.value);
    } else {
      const row = parseRow(protocol, line);
      if (row) sessions.push(row);
      else unread.push(line);
    }
  }
  close();
  return { sessions, unread };
}
