import { parseBirdConfig, readBgpSession } from '../../bird/config/index.ts';

/** A BGP protocol as BIRD's configuration file has it, as far as both ends must agree. The file may be newer than what runs. */
export interface BgpConfig {
  readonly name: string;
  readonly localAddress?: string;
  readonly localAs?: number;
  readonly neighborAddress?: string;
  readonly neighborAs?: number;
  /** Written, or what BIRD takes for a session inside one AS. */
  readonly multihop: boolean;
  readonly password: boolean;
  readonly ttlSecurity: boolean;
  readonly bfd: boolean;
  readonly role?: string;
  readonly channels: readonly string[];
}

const longestText = 2_000_000;
const path = 'bird.conf';

/** The BGP protocols of BIRD's files, one below the other, with what their templates give them. Never throws. */
export function readBgpConfigs(text: string): BgpConfig[] {
  const config = parseBirdConfig({ files: new Map([[path, text.slice(0, longestText)]]), folder: '' }, path);
  return config.protocols
    .filter(({ type, isNamed }) => type === 'bgp' && isNamed)
    .map((protocol) => {
      const session = readBgpSession(protocol, config);
      const { localAddress, localAs, neighborAddress, neighborAs, role } = session;
      return {
        name: session.name,
        ...(localAddress && { localAddress: localAddress.value }),
        ...(localAs && { localAs: localAs.value }),
        ...(neighborAddress && { neighborAddress: neighborAddress.value }),
        ...(neighborAs && { neighborAs: neighborAs.value }),
        multihop: session.reach.kind === 'multihop',
        password: session.password !== undefined,
        ttlSecurity: session.ttlSecurity.value,
        bfd: session.bfd.value,
        ...(role && { role: role.value }),
        channels: session.channels.map(({ type }) => type),
      };
    });
}
