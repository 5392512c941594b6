import { OperatorError } from '../../basics/problem.ts';
import { isRefusal, type Protocol, parseRoutes } from '../../bird/index.ts';
import type { RouteFacts } from '../../diagnosis/cases.ts';
import type { HostFacts } from '../../diagnosis/facts.ts';
import type { Observation } from '../../diagnosis/model.ts';
import { askBird, openBird, plainReply, quoteName, unreachableRoutes } from './diagnose-bird.ts';
import type { DiagnoseContext } from './diagnose-context.ts';

const mostRoutes = 5_000;
const mostChecked = 20;

/** Routes of an Established session that are of no use: unreachable ones, and those filtered as RPKI-invalid. */
export async function readRoutes(
  context: DiagnoseContext,
  facts: HostFacts,
  protocol: Protocol,
): Promise<RouteFacts | undefined> {
  const connection = context.connect(facts.name);
  if (protocol.state !== 'up' || connection === undefined || facts.bird.state !== 'running') return undefined;
  const client = openBird(connection);
  const ask = (command: string) => askBird(client, facts.name, command, context.signal);
  const name = quoteName(protocol.name);
  try {
    const unresolved = facts.bird.unresolved.get(protocol.name) ?? 0;
    const unreachable =
      unresolved > 0 && unresolved <= mostRoutes
        ? await ask(`show route protocol ${name} where ${unreachableRoutes}`)
        : undefined;
    const filtered = protocol.channels.reduce((sum, { routes }) => sum + (routes?.filtered ?? 0), 0);
    const refused =
      filtered > 0 && filtered <= mostRoutes ? await ask(`show route filtered protocol ${name}`) : undefined;
    const origins = refused ? listOrigins(refused.text) : [];
    const checks = await checkOrigins(facts, origins, async (command) => {
      const reply = await client.send(command, context.signal ? { signal: context.signal } : {});
      return isRefusal(reply) ? undefined : plainReply(reply.text);
    });
    return {
      unresolved,
      ...(unreachable && { unresolvedRoutes: unreachable.observation }),
      invalid: checks.invalid,
      lookedAt: origins.length,
      ...(refused && { filteredRoutes: refused.observation }),
      ...(checks.observation && { validation: checks.observation }),
    };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const unread = [
      { host: facts.name, command: `birdc show route protocol ${name}`, reason: error.problem.message },
    ];
    return { unresolved: 0, invalid: [], lookedAt: 0, unread };
  } finally {
    client.close();
  }
}

interface Origin {
  readonly network: string;
  readonly origin: number;
}

/** The networks and origins of some routes, as BIRD's short form tells them: `(100) [AS64510i]`. */
function listOrigins(text: string): Origin[] {
  return parseRoutes(text)
    .routes.flatMap(({ network, info }) => {
      const origin = /AS(\d+)/.exec(info)?.[1];
      return origin === undefined || !/^[0-9a-fA-F:./]+$/.test(network)
        ? []
        : [{ network, origin: Number(origin) }];
    })
    .slice(0, mostChecked);
}

/** Asks BIRD itself, against the tables that its RPKI sessions fill. */
async function checkOrigins(
  facts: HostFacts,
  origins: readonly Origin[],
  ask: (command: string) => Promise<string | undefined>,
): Promise<{ readonly invalid: readonly Origin[]; readonly observation?: Observation }> {
  const tables = facts.bird.protocols
    .filter(({ type }) => type === 'RPKI')
    .flatMap(({ channels }) => channels.map(({ name, table }) => ({ name, table })));
  const invalid: Origin[] = [];
  const lines: string[] = [];
  for (const { network, origin } of origins) {
    const wanted = network.includes(':') ? 'roa6' : 'roa4';
    const table = tables.find(({ name }) => name === wanted)?.table;
    if (table === undefined || !/^\w+$/.test(table)) continue;
    const answer = await ask(`eval roa_check(${table}, ${network}, ${origin})`);
    const isInvalid = answer !== undefined && /(ROA_INVALID|\(enum \w+\)\s*2)\s*$/.test(answer.trim());
    if (isInvalid) invalid.push({ network, origin });
    lines.push(
      `roa_check(${table}, ${network}, ${origin}): ${isInvalid ? 'invalid' : (answer ?? 'refused').trim()}`,
    );
  }
  if (lines.length === 0) return { invalid };
  return {
    invalid,
    observation: { host: facts.name, command: 'birdc eval roa_check(…)', output: lines.join('\n') },
  };
}
