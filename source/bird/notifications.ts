/** What a BGP NOTIFICATION says: its code and subcode, and what they mean. */
export interface NotificationMeaning {
  readonly code: number;
  readonly subcode: number;
  /** As BIRD words it; `Unknown error 6.9` is told by its meaning's own name. */
  readonly name: string;
  readonly meaning: string;
  readonly rfc: string;
}

type Row = readonly [code: number, subcode: number, name: string, rfc: string, meaning: string];

/** The codes of RFC 4271 and those that came after, in the words BIRD prints. */
const rows: readonly Row[] = [
  [1, 0, 'Invalid message header', 'RFC 4271, 6.1', 'a message began with a header that is none of BGP'],
  [
    1,
    1,
    'Connection not synchronized',
    'RFC 4271, 6.1',
    'the marker of 16 ones was not where a message must begin',
  ],
  [1, 2, 'Bad message length', 'RFC 4271, 6.1', 'a message gave a length its type cannot have'],
  [1, 3, 'Bad message type', 'RFC 4271, 6.1', 'a message of a type nobody knows'],
  [2, 0, 'Invalid OPEN message', 'RFC 4271, 6.2', 'the OPEN could not be accepted, for no named reason'],
  [2, 1, 'Unsupported version number', 'RFC 4271, 6.2', 'one side speaks another version of BGP than 4'],
  [2, 2, 'Bad peer AS', 'RFC 4271, 6.2', 'the AS in the OPEN is not the one configured for this neighbour'],
  [2, 3, 'Bad BGP identifier', 'RFC 4271, 6.2', 'the router ID is zero, or the same on both ends'],
  [
    2,
    4,
    'Unsupported optional parameter',
    'RFC 4271, 6.2',
    'the OPEN holds a parameter the other side does not know',
  ],
  [2, 5, 'Authentication failure', 'RFC 1771, 6.2', 'an old way to authenticate failed; no longer in use'],
  [
    2,
    6,
    'Unacceptable hold time',
    'RFC 4271, 6.2',
    'the hold time offered is one or two seconds, or below what the other side takes',
  ],
  [
    2,
    7,
    'Required capability missing',
    'RFC 5492, 5',
    'one side insists on a capability that the other did not announce, often the address family',
  ],
  [2, 8, 'No supported AFI/SAFI', 'BIRD', 'no address family is configured on both ends'],
  [
    2,
    11,
    'Role mismatch',
    'RFC 9234, 4.2',
    'the two ends do not agree on who is customer, provider, peer or route server',
  ],
  [3, 0, 'Invalid UPDATE message', 'RFC 4271, 6.3', 'an UPDATE could not be read'],
  [
    3,
    1,
    'Malformed attribute list',
    'RFC 4271, 6.3',
    'the attributes of a route do not add up, or one came twice',
  ],
  [3, 2, 'Unrecognized well-known attribute', 'RFC 4271, 6.3', 'an attribute said to be well known is not'],
  [3, 3, 'Missing mandatory attribute', 'RFC 4271, 6.3', 'ORIGIN, AS_PATH or NEXT_HOP is missing'],
  [3, 4, 'Invalid attribute flags', 'RFC 4271, 6.3', 'the flags of an attribute contradict its type'],
  [3, 5, 'Invalid attribute length', 'RFC 4271, 6.3', 'an attribute has a length its type cannot have'],
  [3, 6, 'Invalid ORIGIN attribute', 'RFC 4271, 6.3', 'ORIGIN is none of IGP, EGP, Incomplete'],
  [3, 7, 'AS routing loop', 'RFC 1771, 6.3', 'our own AS stood in the path; no longer in use'],
  [3, 8, 'Invalid NEXT_HOP attribute', 'RFC 4271, 6.3', 'the next hop is no address of a host, or ours'],
  [3, 9, 'Optional attribute error', 'RFC 4271, 6.3', 'an optional attribute holds a value it cannot have'],
  [3, 10, 'Invalid network field', 'RFC 4271, 6.3', 'a prefix could not be read'],
  [
    3,
    11,
    'Malformed AS_PATH',
    'RFC 4271, 6.3',
    'the AS path could not be read, or does not begin with the neighbour’s AS',
  ],
  [
    4,
    0,
    'Hold timer expired',
    'RFC 4271, 6.5',
    'nothing was heard from the other side for the whole hold time: loss, a stalled daemon, or an MTU too small for full messages',
  ],
  [5, 0, 'Finite state machine error', 'RFC 4271, 6.6', 'a message came that the state does not allow'],
  [5, 1, 'Unexpected message in OpenSent state', 'RFC 6608, 4', 'another message than OPEN came first'],
  [
    5,
    2,
    'Unexpected message in OpenConfirm state',
    'RFC 6608, 4',
    'another message than KEEPALIVE followed the OPEN',
  ],
  [5, 3, 'Unexpected message in Established state', 'RFC 6608, 4', 'an OPEN came in the middle of a session'],
  [6, 0, 'Cease', 'RFC 4486', 'the session was ended on purpose, for no named reason'],
  [
    6,
    1,
    'Maximum number of prefixes reached',
    'RFC 4486, 4',
    'more prefixes were announced than the other side takes: a leak, or a limit too low',
  ],
  [
    6,
    2,
    'Administrative shutdown',
    'RFC 9003, 2',
    'an operator took the session down, and may have said why in a message',
  ],
  [6, 3, 'Peer de-configured', 'RFC 4486, 4', 'the session was taken out of the configuration'],
  [
    6,
    4,
    'Administrative reset',
    'RFC 9003, 2',
    'an operator restarted the session: it should come back by itself',
  ],
  [
    6,
    5,
    'Connection rejected',
    'RFC 4486, 4',
    'the other side does not want a connection now, as while it starts or is full',
  ],
  [
    6,
    6,
    'Other configuration change',
    'RFC 4486, 4',
    'the configuration changed so that the session must start anew',
  ],
  [
    6,
    7,
    'Connection collision resolution',
    'RFC 4271, 6.8',
    'both ends connected at once and one of the two connections was given up: harmless',
  ],
  [6, 8, 'Out of Resources', 'RFC 4486, 4', 'the other side ran out of memory or the like'],
  [6, 9, 'Hard reset', 'RFC 8538, 3', 'the session ends for good, without graceful restart'],
  [
    6,
    10,
    'BFD down',
    'RFC 9384, 3',
    'BFD lost the other side, so the session was not kept waiting for the hold timer',
  ],
  [7, 0, 'Invalid ROUTE-REFRESH message', 'RFC 7313, 5', 'a route refresh could not be read'],
  [
    7,
    1,
    'Invalid ROUTE-REFRESH message length',
    'RFC 7313, 5',
    'a route refresh had a length it cannot have',
  ],
  [
    8,
    0,
    'Send hold timer expired',
    'RFC 9687, 3',
    'the other side took nothing from us for too long: its end of the connection is stuck',
  ],
];

const meanings: readonly NotificationMeaning[] = rows.map(([code, subcode, name, rfc, meaning]) => ({
  code,
  subcode,
  name,
  rfc,
  meaning,
}));

const byName = new Map(meanings.map((each) => [each.name.toLowerCase(), each]));
const byCode = new Map(meanings.map((each) => [`${each.code}.${each.subcode}`, each]));

/** The meaning of a code and subcode; where the subcode is unknown, that of the code alone. */
export function findNotificationByCode(code: number, subcode: number): NotificationMeaning | undefined {
  return byCode.get(`${code}.${subcode}`) ?? byCode.get(`${code}.0`);
}

/** What BIRD puts before the words of an error: who found it. */
export type ErrorSource = 'received' | 'sent' | 'socket' | 'local';

const sources: readonly (readonly [prefix: string, source: ErrorSource])[] = [
  ['Received: ', 'received'],
  ['BGP Error: ', 'sent'],
  ['Socket: ', 'socket'],
  ['Error: ', 'local'],
];

/** An error of a session taken apart. */
export interface ExplainedError {
  /** As the daemon prints it. */
  readonly text: string;
  readonly source: ErrorSource;
  /** Who found it, in words. */
  readonly origin: string;
  readonly meaning: string;
  /** Where it is a NOTIFICATION of BGP. */
  readonly notification?: NotificationMeaning;
}

const origins: Readonly<Record<ErrorSource, string>> = {
  received: 'the neighbour told us',
  sent: 'we found it, and told the neighbour',
  socket: 'the TCP connection failed',
  local: 'BIRD found it here, without a word to the neighbour',
};

/** Errors that are no NOTIFICATION: of the operating system and of BIRD itself. */
const others: readonly (readonly [words: string, meaning: string])[] = [
  [
    'connection refused',
    'the neighbour’s host answers and nobody listens on port 179, or a firewall rejects',
  ],
  ['no route to host', 'the neighbour does not answer on the link: wrong address or VLAN, or it is off'],
  ['network is unreachable', 'this host has no route to the neighbour'],
  [
    'connection reset',
    'the neighbour ended the connection: it may not know our address, or have the session disabled',
  ],
  [
    'connection closed',
    'the neighbour ended the connection: it may not know our address, or have the session disabled',
  ],
  ['timed out', 'nobody answered: the neighbour is gone, or a firewall drops port 179'],
  ['neighbor lost', 'the interface to the neighbour, or the address on it, is gone'],
  ['link down', 'the interface to the neighbour has no link'],
  ['invalid next hop', 'the neighbour announces next hops that cannot be used'],
  ['bfd session down', 'BFD, which the session depends on, lost the neighbour'],
  ['no listening socket', 'BIRD could not listen on port 179: the address is missing or the port is taken'],
  ['route limit exceeded', 'the neighbour announced more routes than the limit: a leak, or a limit too low'],
  ['kernel md5 auth failed', 'the kernel does not take the password for TCP MD5'],
];

/** What an error of a session means, from the words after `Last error:`. Never throws. */
export function explainError(text: string): ExplainedError {
  const [prefix, source] = sources.find(([each]) => text.startsWith(each)) ?? ['', 'local' as const];
  const words = text.slice(prefix.length).trim();
  const notification = source === 'received' || source === 'sent' ? findByWords(words) : undefined;
  const meaning =
    notification?.meaning ??
    others.find(([each]) => words.toLowerCase().includes(each))?.[1] ??
    'not a case that is explained here';
  return { text, source, origin: origins[source], meaning, ...(notification && { notification }) };
}

/** BIRD adds the AS to `Bad peer AS: 64500`; codes it has no words for it prints as numbers. */
function findByWords(words: string): NotificationMeaning | undefined {
  const unknown = /^Unknown error (\d{1,3})\.(\d{1,3})/i.exec(words);
  if (unknown) return findNotificationByCode(Number(unknown[1]), Number(unknown[2]));
  const colon = words.indexOf(':');
  const name = (colon === -1 ? words : words.slice(0, colon)).trim().toLowerCase();
  return byName.get(name);
}
