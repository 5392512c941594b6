import { CounterHeadings } from './channel-counters.ts';
import { ProtocolBuilder } from './protocol-builder.ts';
import { isProtocolHeading, parseProtocolRow } from './protocol-row.ts';
import type { Protocol } from './protocols.ts';
import { isGreeting, ReplyLines } from './reply-lines.ts';

const rowCode = 1002;
const headingCode = 2002;

export interface ProtocolsReading {
  readonly protocols: Protocol[];
  /** Lines that belong to no protocol and could not be read, such as an error of the daemon. */
  readonly unread: string[];
}

/**
 * Reads `show protocols` and `show protocols all` of BIRD 1.6 to 3.3, from the control socket (with codes) or
 * from birdc (without). One pass over the lines; never throws.
 */
export function readProtocols(text: string): ProtocolsReading {
  const lines = new ReplyLines(text);
  const headings = new CounterHeadings();
  const protocols: Protocol[] = [];
  const unread: string[] = [];
  let open: ProtocolBuilder | undefined;
  while (lines.advance()) {
    const line = lines.text;
    if (line === '') continue;
    if (lines.indent > 0) {
      if (open) open.take(line, lines.indent);
      else unread.push(line);
      continue;
    }
    if (lines.code === headingCode || isProtocolHeading(line) || isGreeting(line)) continue;
    const certain = lines.code === rowCode;
    const row = lines.coded && !certain ? undefined : parseProtocolRow(line, certain);
    if (row === undefined) {
      unread.push(line);
      continue;
    }
    if (open) protocols.push(open.build());
    open = new ProtocolBuilder(row, headings);
  }
  if (open) protocols.push(open.build());
  return { protocols, unread };
}

/** The protocols of `show protocols [all]`, in the daemon's order. */
export function parseProtocols(text: string): Protocol[] {
  return readProtocols(text).protocols;
}
