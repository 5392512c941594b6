/** A container, running or not. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** `running`, `exited`, `restarting`, `paused`, `created`, `dead`. */
  readonly state: string;
  /** In the engine's words: `Up 3 hours (healthy)`. */
  readonly status: string;
  /** `healthy`, `unhealthy` or `starting`, where the image has a check. */
  readonly health?: string;
  /** How often the engine restarted it; undefined where that was not told. */
  readonly restarts?: number;
}

export interface ContainersReading {
  /** `absent`: no engine is installed. `stopped`: it does not run. `denied`: the user may not ask it. */
  readonly engine: 'running' | 'absent' | 'stopped' | 'denied' | 'unknown';
  readonly containers: readonly Container[];
  /** Where the engine was not asked: its own words. */
  readonly why?: string;
  readonly unread: readonly string[];
}
