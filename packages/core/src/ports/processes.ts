/** Names one process among all that ever ran, as far as the platform can tell. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** New with every start of the machine; empty where the platform has none. */
  readonly bootId: string;
  /** When the process started, in a unit of the platform; empty where unknown. Tells apart two uses of one pid. */
  readonly startTime: string;
}

/** The only door to other processes. */
export interface Processes {
  /** This process. */
  current(): Promise<ProcessIdentity>;
  /** True only where the process provably runs on this machine now. */
  isAlive(process: ProcessIdentity): Promise<boolean>;
}
