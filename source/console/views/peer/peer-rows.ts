import type { ExplainedError, ExplainedField, ExplainedSection } from '../../../bird/index.ts';
import type { PeerDetails } from '../../../operations/peer/peer-show.ts';
import type { SessionHistorySummary, SessionStatus } from '../../../operations/status/status-model.ts';
import { formatMoment } from '../../rows/age.ts';
import { isEstablished, sessionLevel } from '../../rows/health.ts';
import { formatCount } from '../../rows/quantities.ts';
import { countOf } from '../../store/words.ts';
import { buildFieldRows, type Field, type FieldRow, type FieldSection } from '../fields/field-rows.ts';

/**
 * All that is known of a session: how it is by the watch and by our own memory, its last error, and every value the
 * daemon prints. `today` is when this day began; `stale` where the status is what it was, not what it is.
 */
export function buildPeerRows(
  details: PeerDetails | undefined,
  status: SessionStatus | undefined,
  today: number,
  filter: string,
  stale = false,
): readonly FieldRow[] {
  return buildFieldRows(sectionsOf(details, status, today, stale), filter);
}

function sectionsOf(
  details: PeerDetails | undefined,
  status: SessionStatus | undefined,
  today: number,
  stale: boolean,
): readonly FieldSection[] {
  const history = status?.history ?? details?.history;
  const error = details?.error;
  const isUp = status === undefined ? details?.session.bgp?.state === 'Established' : isEstablished(status);
  return [
    { title: 'Now', fields: [...stateFields(status, stale), ...memoryFields(history, isUp, today)] },
    { title: 'Last error', fields: error === undefined ? [] : errorFields(error, isUp) },
    ...capabilitiesLast(details?.sections ?? []).map(({ title, fields }) => ({
      title,
      fields: fields.map(toField),
    })),
    { title: 'Not understood', fields: (details?.session.unread ?? []).map(toUnread) },
  ];
}

/** What a channel is like is asked for more often than what the two ends can do. */
function capabilitiesLast(sections: readonly ExplainedSection[]): readonly ExplainedSection[] {
  const isCapabilities = ({ title }: ExplainedSection) => title.endsWith('capabilities');
  return [...sections.filter((each) => !isCapabilities(each)), ...sections.filter(isCapabilities)];
}

function stateFields(status: SessionStatus | undefined, stale: boolean): readonly Field[] {
  if (status === undefined) return [];
  const { state, limitHit, noRoutes } = status;
  if (stale) {
    const means = 'the host, or BIRD there, does not answer: all below is what it was when it last did';
    return [{ label: 'State', value: `unknown; was ${state}`, means, level: 'warning' }];
  }
  const blocked: readonly Field[] =
    limitHit === undefined
      ? []
      : [
          {
            label: 'Limit',
            value: limitHit,
            means: 'more prefixes are ignored; the session stays Established, so nothing else tells',
            level: 'warning',
          },
        ];
  const emptied: readonly Field[] =
    noRoutes === undefined
      ? []
      : [
          {
            label: 'Routes',
            value: noRoutes,
            means: 'the session stays Established, and nothing goes through it that way',
            level: 'warning',
          },
        ];
  const means = 'as the watch of the fleet saw it last';
  return [{ label: 'State', value: state, means, level: sessionLevel(status) }, ...blocked, ...emptied];
}

/** What our own clock remembers; BIRD's times and errors do not survive a retry. */
function memoryFields(
  history: SessionHistorySummary | undefined,
  isUp: boolean,
  today: number,
): readonly Field[] {
  if (history === undefined) return [];
  const { since, sinceBefore, flaps, firstError, message, imported, exported } = history;
  const outage = isUp ? 'the outage before' : 'this outage';
  const fields: Field[] = [
    {
      label: isUp ? 'Up since' : 'Down since',
      value: `${formatMoment(since, today)}${sinceBefore ? ' or longer' : ''}`,
      means: 'by our clock, over any number of retries: what BIRD says begins anew with each',
    },
    {
      label: 'Outages',
      value: `${flaps} in a day`,
      means: 'how often it went down in the last 24 hours',
      ...(flaps > 0 && { level: 'warning' }),
    },
  ];
  if (firstError !== undefined)
    fields.push({ label: 'First error', value: firstError, means: `what ${outage} began with` });
  if (message !== undefined)
    fields.push({
      label: 'Peer said',
      value: `"${message}"`,
      means: `written with the shutdown of ${outage} (RFC 9003)`,
    });
  fields.push(...countFields('Routes in', imported, 'accepted from the neighbour'));
  fields.push(...countFields('Routes out', exported, 'sent to the neighbour'));
  return fields;
}

function countFields(label: string, counts: readonly (number | null)[], what: string): readonly Field[] {
  const known = counts.filter((count) => count !== null);
  if (known.length < 2) return [];
  const least = formatCount(Math.min(...known));
  const most = formatCount(Math.max(...known));
  const value = least === most ? least : `${least} to ${most}`;
  return [
    {
      label,
      value,
      means: `${what}, one bar a minute, of the last ${countOf(counts.length, 'minute')}`,
      counts,
    },
  ];
}

function errorFields(
  { text, origin, meaning, notification }: ExplainedError,
  isUp: boolean,
): readonly Field[] {
  const error: Field = {
    label: 'Error',
    value: text,
    means: `${origin}: ${meaning}`,
    ...(!isUp && { level: 'bad' }),
  };
  if (notification === undefined) return [error];
  const { code, subcode, name, rfc } = notification;
  return [
    error,
    { label: 'Notification', value: `${code}.${subcode} ${name}`, means: notification.meaning, source: rfc },
  ];
}

function toField({ label, value, explanation }: ExplainedField): Field {
  const isHit = value.endsWith('[HIT]');
  return { label, value, means: explanation, ...(isHit && { level: 'warning' }) };
}

function toUnread(line: string): Field {
  return { label: '', value: line.trim(), means: 'a line of the daemon that is not explained here' };
}
