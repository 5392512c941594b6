/** What a BGP NOTIFICATION says, and where that is written. */
export interface Notification {
  /** `code.subcode`, as in `6.2`. */
  readonly code: string;
  readonly meaning: string;
  readonly source: string;
}

type Row = readonly [words: string, code: string, meaning: string, source: string];

/** By the words BIRD prints; longer ones before those that they begin with. */
const rows: readonly Row[] = [
  [
    'Connection not synchronized',
    '1.1',
    'the header does not begin with sixteen ones: something else speaks on this connection',
    'RFC 4271, 6.1',
  ],
  ['Bad message length', '1.2', 'a message is shorter or longer than its type allows', 'RFC 4271, 6.1'],
  ['Bad message type', '1.3', 'a message of a type that the other end does not know', 'RFC 4271, 6.1'],
  ['Unsupported version number', '2.1', 'the two ends speak different versions of BGP', 'RFC 4271, 6.2'],
  ['Bad peer AS', '2.2', 'the AS in the OPEN is not the one that is configured', 'RFC 4271, 6.2'],
  ['Bad BGP identifier', '2.3', 'the router ID is no valid one, or both ends have the same', 'RFC 6286'],
  [
    'Unsupported optional parameter',
    '2.4',
    'the OPEN holds a parameter that the other end does not know',
    'RFC 4271, 6.2',
  ],
  ['Unacceptable hold time', '2.6', 'the hold time is one that the other end does not take', 'RFC 4271, 6.2'],
  [
    'Required capability missing',
    '2.7',
    'the other end lacks a capability that is required, such as an address family',
    'RFC 5492',
  ],
  ['Role mismatch', '2.11', 'the BGP roles of the two ends do not go together', 'RFC 9234, 4.2'],
  ['Malformed attribute list', '3.1', 'the attributes of an update cannot be told apart', 'RFC 4271, 6.3'],
  [
    'Unrecognized well-known attribute',
    '3.2',
    'an attribute that everybody has to know is unknown',
    'RFC 4271, 6.3',
  ],
  ['Missing mandatory attribute', '3.3', 'an update lacks an attribute that it must have', 'RFC 4271, 6.3'],
  ['Invalid attribute flags', '3.4', 'an attribute bears flags that it must not', 'RFC 4271, 6.3'],
  ['Invalid attribute length', '3.5', 'an attribute has a length that it cannot have', 'RFC 4271, 6.3'],
  ['Invalid ORIGIN attribute', '3.6', 'ORIGIN is none of the three there are', 'RFC 4271, 6.3'],
  ['Invalid NEXT_HOP attribute', '3.8', 'the next hop is no address that can be one', 'RFC 4271, 6.3'],
  ['Optional attribute error', '3.9', 'an optional attribute is wrong', 'RFC 4271, 6.3'],
  ['Invalid network field', '3.10', 'a prefix of an update is none', 'RFC 4271, 6.3'],
  ['Malformed AS_PATH', '3.11', 'the AS path cannot be read', 'RFC 4271, 6.3'],
  ['Hold timer expired', '4.0', 'nothing was heard for the hold time', 'RFC 4271, 6.5'],
  ['Unexpected message in OpenSent state', '5.1', 'a message that must not come before the OPEN', 'RFC 6608'],
  [
    'Unexpected message in OpenConfirm state',
    '5.2',
    'a message that must not come before the first keepalive',
    'RFC 6608',
  ],
  [
    'Unexpected message in Established state',
    '5.3',
    'a message that must not come while the session is up',
    'RFC 6608',
  ],
  [
    'Maximum number of prefixes reached',
    '6.1',
    'more prefixes were announced than the limit allows',
    'RFC 4486',
  ],
  [
    'Administrative shutdown',
    '6.2',
    'the session was switched off on purpose; a message may say why',
    'RFC 9003',
  ],
  ['Peer de-configured', '6.3', 'the session was removed from the configuration', 'RFC 4486'],
  ['Administrative reset', '6.4', 'the session is begun anew on purpose', 'RFC 9003'],
  ['Connection rejected', '6.5', 'the other end does not take the connection', 'RFC 4486'],
  [
    'Other configuration change',
    '6.6',
    'the session is begun anew because its configuration changed',
    'RFC 4486',
  ],
  [
    'Connection collision resolution',
    '6.7',
    'both ends connected at once, and one connection was closed',
    'RFC 4486',
  ],
  ['Out of Resources', '6.8', 'the other end has no memory left for this', 'RFC 4486'],
  ['Send hold timer expired', '8.0', 'what was sent was not taken for the hold time', 'RFC 9687'],
  ['Cease', '6.0', 'the session was ended on purpose', 'RFC 4271, 6.7'],
];

/** Explains an error as BIRD prints it, such as `Received: Administrative shutdown`; undefined for one that is no notification. */
export function explainNotification(error: string): Notification | undefined {
  const text = error.slice(0, 500).toLowerCase();
  const row = rows
    .filter(([words]) => text.includes(words.toLowerCase()))
    .sort(([one], [other]) => other.length - one.length)[0];
  if (row === undefined) return undefined;
  const [, code, meaning, source] = row;
  return { code, meaning, source };
}
