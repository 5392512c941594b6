import type { ConfigPlace, Node, Statement, Unread } from './tokens.ts';

/** A channel of a protocol, such as `ipv6 { … }`, the template's statements first. */
export interface ConfigChannel {
  /** `ipv4`, `ipv6`, `ipv6 multicast`, `roa6`, … */
  readonly type: string;
  readonly place: ConfigPlace;
  readonly statements: readonly Statement[];
}

/** A `protocol` with what its template gives it. */
export interface ConfigProtocol {
  /** `bgp`, `static`, `kernel`, … */
  readonly type: string;
  /** As configured, or as BIRD names it where it has no name. */
  readonly name: string;
  readonly isNamed: boolean;
  readonly place: ConfigPlace;
  readonly namePlace: ConfigPlace;
  readonly template?: string;
  /** Without channels; the template's first. The last of a kind counts. */
  readonly statements: readonly Statement[];
  readonly channels: readonly ConfigChannel[];
}

/** A filter or function. */
export interface ConfigRoutine {
  readonly name: string;
  readonly place: ConfigPlace;
  /** Names of a function's parameters. */
  readonly parameters: readonly string[];
  readonly body: readonly Node[];
}

export interface ConfigConstant {
  readonly name: string;
  readonly place: ConfigPlace;
  readonly value: readonly Node[];
}

export interface ConfigTable {
  /** `ipv6`, `roa6`, … */
  readonly type: string;
  readonly name: string;
  readonly place: ConfigPlace;
}

/** A configuration of BIRD as far as it could be read. */
export interface BirdConfig {
  readonly protocols: readonly ConfigProtocol[];
  readonly filters: ReadonlyMap<string, ConfigRoutine>;
  readonly functions: ReadonlyMap<string, ConfigRoutine>;
  readonly constants: ReadonlyMap<string, ConfigConstant>;
  readonly tables: readonly ConfigTable[];
  /** Everything else at the top: `router id`, `log`, `timeformat`, … */
  readonly options: readonly Statement[];
  readonly unread: readonly Unread[];
}
