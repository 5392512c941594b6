/** A BGP protocol as BIRD's configuration file has it, as far as both ends must agree. The file may be newer than what runs. */
export interface BgpConfig {
  readonly name: string;
  readonly localAddress?: string;
  readonly localAs?: number;
  readonly neighborAddress?: string;
  readonly neighborAs?: number;
  readonly multihop: boolean;
  readonly password: boolean;
  readonly ttlSecurity: boolean;
  readonly bfd: boolean;
  readonly role?: string;
  readonly channels: readonly string[];
}

const longestFile = 2_000_000;

/** The BGP protocols of BIRD's configuration, comments and passwords left out. Never throws. */
export function parseBirdConfig(text: string): BgpConfig[] {
  const bare = text
    .slice(0, longestFile)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/#.*$/gm, '');
  const found: BgpConfig[] = [];
  const head = /\bprotocol\s+bgp\s+('[^'\n]{1,200}'|[A-Za-z_][\w]{0,200})?[^{;]{0,300}\{/g;
  for (let match = head.exec(bare); match; match = head.exec(bare)) {
    const name = (match[1] ?? '').replaceAll("'", '');
    const block = cutBlock(bare, head.lastIndex);
    head.lastIndex += block.length;
    if (name !== '') found.push(readBlock(name, block));
  }
  return found;
}

/** The text up to the brace that closes the one before `start`. */
function cutBlock(text: string, start: number): string {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    if (depth === 0) return text.slice(start, at);
  }
  return text.slice(start);
}

function readBlock(name: string, block: string): BgpConfig {
  const local = /\blocal\s+(?:([0-9a-fA-F:.]+)(?:%\S+)?\s*)?(?:port\s+\d+\s*)?(?:as\s+(\d+))?\s*;/.exec(
    block,
  );
  const neighbor = /\bneighbor\s+(?:([0-9a-fA-F:.]+)(?:%\S+)?\s*)?(?:port\s+\d+\s*)?(?:as\s+(\d+))?/.exec(
    block,
  );
  const role = /\blocal\s+role\s+(\w+)/.exec(block)?.[1];
  const channels = [
    ...block.matchAll(/\b(ipv[46](?:\s+(?:multicast|mpls))?|vpn[46](?:\s+\w+)?|flow[46])\s*(?:\{|;)/g),
  ];
  return {
    name,
    ...(local?.[1] !== undefined && { localAddress: local[1] }),
    ...(local?.[2] !== undefined && { localAs: Number(local[2]) }),
    ...(neighbor?.[1] !== undefined && { neighborAddress: neighbor[1] }),
    ...(neighbor?.[2] !== undefined && { neighborAs: Number(neighbor[2]) }),
    multihop: /\bmultihop\b/.test(block),
    password: /\bpassword\b/.test(block),
    ttlSecurity: /\bttl\s+security\s+(on|yes|true)?\s*;/.test(block),
    bfd: /\bbfd\s*(on|yes|true|graceful|\{|;)/.test(block),
    ...(role !== undefined && { role }),
    channels: channels.map(([, channel = '']) => channel.replace(/\s+/g, ' ')),
  };
}
