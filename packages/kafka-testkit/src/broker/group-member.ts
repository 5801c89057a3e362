import type {
  GroupProtocol,
  JoinGroupRequest,
  JoinGroupResponse,
  SyncGroupResponse,
} from '../protocol/messages/group-membership.ts';

/** A consumer in a group, with the answers it is waiting for. */
export class GroupMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs = 0;
  rebalanceTimeoutMs = 0;
  protocols: readonly GroupProtocol[] = [];
  assignment: Buffer = Buffer.alloc(0);
  answerJoin: ((response: JoinGroupResponse) => void) | undefined;
  answerSync: ((response: SyncGroupResponse) => void) | undefined;
  #sessionTimer: NodeJS.Timeout | undefined;

  constructor(memberId: string, clientId: string, clientHost: string) {
    this.memberId = memberId;
    this.clientId = clientId;
    this.clientHost = clientHost;
  }

  get isWaiting(): boolean {
    return this.answerJoin !== undefined || this.answerSync !== undefined;
  }

  update(request: JoinGroupRequest): void {
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  metadataFor(protocol: string): Buffer {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? Buffer.alloc(0);
  }

  hasSameProtocols(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, i) => {
        const mine = this.protocols[i];
        return mine?.name === name && mine.metadata.equals(metadata);
      })
    );
  }

  /** Starts the session again. A member whose answer is outstanding cannot time out. */
  touch(onExpired: () => void): void {
    clearTimeout(this.#sessionTimer);
    this.#sessionTimer = setTimeout(() => {
      if (this.isWaiting) this.touch(onExpired);
      else onExpired();
    }, this.sessionTimeoutMs);
    this.#sessionTimer.unref();
  }

  stopSession(): void {
    clearTimeout(this.#sessionTimer);
  }
}
