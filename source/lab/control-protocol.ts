import { z } from 'zod';

/** What a client says on the control socket, one JSON object a line. */
export const controlRequestSchema = z.discriminatedUnion('type', [
  /** This connection owns the lab: an unkept lab ends with its last owner. */
  z.object({ type: z.literal('own') }),
  /** Build the hosts of `topology.json`. */
  z.object({ type: z.literal('start') }),
  /** The lab outlives its owners, until `down`. */
  z.object({ type: z.literal('keep') }),
  /** This connection owns it no longer. */
  z.object({ type: z.literal('leave') }),
  z.object({ type: z.literal('status') }),
  z.object({ type: z.literal('down') }),
]);

export type ControlRequest = z.infer<typeof controlRequestSchema>;

const hostStateSchema = z.enum(['starting', 'ready', 'failed', 'stopped']);

/** `failed`: a part of it did not come up, or its init ended before it was ready; `stopped`: its init ended later. */
export type LabHostState = z.infer<typeof hostStateSchema>;

const hostReportSchema = z.object({
  name: z.string(),
  state: hostStateSchema,
  /** Its first process, by this machine's count; 0 before there is one. */
  pid: z.number(),
  /** Unix milliseconds of the last change of state. */
  since: z.number(),
  /** The host's own words about a failure. */
  detail: z.string().optional(),
});

export type LabHostReport = z.infer<typeof hostReportSchema>;

/** What the supervisor says. */
export const controlMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), id: z.string(), pid: z.number(), startTime: z.number() }),
  z.object({ type: z.literal('host'), report: hostReportSchema }),
  /** Every host is ready or has failed. */
  z.object({ type: z.literal('settled') }),
  z.object({ type: z.literal('kept') }),
  /** `ending`: that was the last owner of a lab that is not kept. */
  z.object({ type: z.literal('left'), ending: z.boolean() }),
  z.object({ type: z.literal('status'), kept: z.boolean(), hosts: z.array(hostReportSchema) }),
  /** Nothing of the lab is left but the supervisor, which ends now. */
  z.object({ type: z.literal('ended') }),
  /** The lab as a whole cannot be built. */
  z.object({ type: z.literal('failed'), message: z.string(), answer: z.string().optional() }),
]);

export type ControlMessage = z.infer<typeof controlMessageSchema>;

/** Longest line either side reads. */
export const maxControlLine = 1024 * 1024;

/** Splits a stream into lines; gives up on a line that never ends. */
export class LineReader {
  #rest = '';

  constructor(private readonly read: (line: string) => void) {}

  push(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, maxControlLine);
    for (const line of lines) if (line !== '') this.read(line);
  }
}
