import { randomUUID } from 'node:crypto';
import { ErrorCode } from '../protocol/error-codes.ts';
import {
  type GenerationClaim,
  type GroupProtocol,
  type JoinGroupRequest,
  type JoinGroupResponse,
  refuseJoin,
  type SyncGroupRequest,
  type SyncGroupResponse,
} from '../protocol/messages/group-membership.ts';
import { GroupMember } from './group-member.ts';

/** Kafka's names, which DescribeGroups shows. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export interface JoiningClient {
  readonly clientId: string;
  readonly clientHost: string;
  /** Whether it can come back with the member id it is told (JoinGroup 4 and later, KIP-394). */
  readonly canRetryWithMemberId: boolean;
}

/**
 * The membership of one consumer group.
 *
 * ```
 * Empty ─ join ─▶ PreparingRebalance ─ all have joined ─▶ CompletingRebalance ─ leader syncs ─▶ Stable
 *                        ▲                                        │                               │
 *                        └──────────── join, leave, session expired ──────────────────────────────┘
 * ```
 */
export class Group {
  readonly groupId: string;
  readonly #initialRebalanceDelayMs: number;
  readonly #members = new Map<string, GroupMember>();
  /** Member ids that were handed out and are not used yet. */
  readonly #promisedMemberIds = new Map<string, NodeJS.Timeout>();
  #state: GroupState = 'Empty';
  #generationId = 0;
  #protocolType = '';
  #protocol = '';
  #leaderId = '';
  #rebalanceTimer: NodeJS.Timeout | undefined;
  #isDelayedRound = false;

  constructor(groupId: string, initialRebalanceDelayMs: number) {
    this.groupId = groupId;
    this.#initialRebalanceDelayMs = initialRebalanceDelayMs;
  }

  get state(): GroupState {
    return this.#state;
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get members(): readonly GroupMember[] {
    return [...this.#members.values()];
  }

  /** Answers when every member has joined, or the slow ones have been given up. */
  join(request: JoinGroupRequest, client: JoiningClient): Promise<JoinGroupResponse> {
    const refuse = (errorCode: ErrorCode, memberId = request.memberId) =>
      Promise.resolve(refuseJoin(memberId, errorCode));

    if (!this.#accepts(request)) return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    let memberId = request.memberId;
    if (memberId === '') {
      memberId = `${client.clientId}-${randomUUID()}`;
      if (client.canRetryWithMemberId) {
        this.#promise(memberId, request.sessionTimeoutMs);
        return refuse(ErrorCode.MEMBER_ID_REQUIRED, memberId);
      }
    } else if (!this.#members.has(memberId) && !this.#redeem(memberId)) {
      return refuse(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    const known = this.#members.get(memberId);
    if (known !== undefined && this.#isRepeated(known, request.protocols)) {
      known.update(request);
      this.#touch(known);
      return Promise.resolve(this.#joinAnswer(known));
    }
    const member = known ?? new GroupMember(memberId, client.clientId, client.clientHost);
    member.update(request);
    this.#members.set(memberId, member);
    this.#protocolType = request.protocolType;
    this.#touch(member);
    return new Promise((resolve) => {
      member.answerJoin?.(refuseJoin(memberId, ErrorCode.UNKNOWN_MEMBER_ID));
      member.answerJoin = resolve;
      this.#prepareRebalance();
    });
  }

  /** Answers when the leader has handed in the assignment. */
  sync(request: SyncGroupRequest): Promise<SyncGroupResponse> {
    const answer = (errorCode: ErrorCode, assignment: Buffer = Buffer.alloc(0)) =>
      Promise.resolve({ errorCode, assignment });

    const member = this.#members.get(request.memberId);
    const errorCode = this.#checkClaim(request);
    if (member === undefined || errorCode !== ErrorCode.NONE) return answer(errorCode);
    this.#touch(member);
    if (this.#state === 'PreparingRebalance') return answer(ErrorCode.REBALANCE_IN_PROGRESS);
    if (this.#state === 'Stable') return answer(ErrorCode.NONE, member.assignment);
    return new Promise((resolve) => {
      member.answerSync = resolve;
      if (member.memberId === this.#leaderId) this.#assign(request.assignments);
    });
  }

  heartbeat(claim: GenerationClaim): ErrorCode {
    const member = this.#members.get(claim.memberId);
    const errorCode = this.#checkClaim(claim);
    if (member === undefined || errorCode !== ErrorCode.NONE) return errorCode;
    this.#touch(member);
    return this.#state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  leave(memberId: string): ErrorCode {
    if (this.#redeem(memberId)) {
      this.#completeIfAllJoined();
      return ErrorCode.NONE;
    }
    if (!this.#members.has(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    this.#remove(memberId);
    return ErrorCode.NONE;
  }

  /** Whether a claim may commit offsets: from outside only as long as the group has no members. */
  checkCommit(claim: GenerationClaim): ErrorCode {
    if (claim.generationId < 0 && this.#members.size === 0) return ErrorCode.NONE;
    const errorCode = this.#checkClaim(claim);
    if (errorCode !== ErrorCode.NONE) return errorCode;
    return this.#state === 'CompletingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
  }

  #checkClaim({ memberId, generationId }: GenerationClaim): ErrorCode {
    if (!this.#members.has(memberId)) return ErrorCode.UNKNOWN_MEMBER_ID;
    return generationId === this.#generationId ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
  }

  #accepts({ protocolType, protocols, memberId }: JoinGroupRequest): boolean {
    if (protocols.length === 0) return false;
    const others = this.members.filter((member) => member.memberId !== memberId);
    if (others.length === 0) return true;
    return (
      protocolType === this.#protocolType &&
      protocols.some(({ name }) => others.every((member) => supports(member, name)))
    );
  }

  /** A member that joins again, with nothing new, after it has lost the answer. */
  #isRepeated(member: GroupMember, protocols: readonly GroupProtocol[]): boolean {
    if (!member.hasSameProtocols(protocols)) return false;
    if (this.#state === 'CompletingRebalance') return true;
    // A leader joins again in order to start a rebalance.
    return this.#state === 'Stable' && member.memberId !== this.#leaderId;
  }

  #prepareRebalance(): void {
    if (this.#state !== 'PreparingRebalance') {
      // The first round takes its whole delay, so that consumers that start together share it.
      this.#isDelayedRound = this.#state === 'Empty' && this.#initialRebalanceDelayMs > 0;
      this.#state = 'PreparingRebalance';
      for (const member of this.#members.values()) {
        member.answerSync?.({
          errorCode: ErrorCode.REBALANCE_IN_PROGRESS,
          assignment: Buffer.alloc(0),
        });
        member.answerSync = undefined;
      }
      const timeoutsMs = this.members.map((member) => member.rebalanceTimeoutMs);
      const waitMs = this.#isDelayedRound
        ? this.#initialRebalanceDelayMs
        : Math.max(0, ...timeoutsMs);
      this.#rebalanceTimer = setTimeout(() => this.#completeJoin(), waitMs).unref();
    }
    this.#completeIfAllJoined();
  }

  #completeIfAllJoined(): void {
    if (this.#state !== 'PreparingRebalance' || this.#isDelayedRound) return;
    const haveAllJoined = this.members.every((member) => member.answerJoin !== undefined);
    if (haveAllJoined && this.#promisedMemberIds.size === 0) this.#completeJoin();
  }

  #completeJoin(): void {
    clearTimeout(this.#rebalanceTimer);
    for (const member of this.members) {
      if (member.answerJoin === undefined) this.#forget(member);
    }
    this.#generationId++;
    if (this.#members.size === 0) {
      this.#state = 'Empty';
      this.#protocol = '';
      this.#leaderId = '';
      return;
    }
    this.#state = 'CompletingRebalance';
    if (!this.#members.has(this.#leaderId)) this.#leaderId = this.members[0]?.memberId ?? '';
    this.#protocol = this.#commonProtocol();
    for (const member of this.#members.values()) {
      member.assignment = Buffer.alloc(0);
      const answer = member.answerJoin;
      member.answerJoin = undefined;
      this.#touch(member);
      answer?.(this.#joinAnswer(member));
    }
  }

  #joinAnswer(member: GroupMember): JoinGroupResponse {
    const isLeader = member.memberId === this.#leaderId;
    return {
      errorCode: ErrorCode.NONE,
      generationId: this.#generationId,
      protocol: this.#protocol,
      leaderId: this.#leaderId,
      memberId: member.memberId,
      members: isLeader
        ? this.members.map((each) => ({
            memberId: each.memberId,
            metadata: each.metadataFor(this.#protocol),
          }))
        : [],
    };
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    this.#state = 'Stable';
    for (const member of this.#members.values()) {
      member.assignment = assignments.get(member.memberId) ?? Buffer.alloc(0);
      const answer = member.answerSync;
      member.answerSync = undefined;
      answer?.({ errorCode: ErrorCode.NONE, assignment: member.assignment });
    }
  }

  /** The leader's favourite among what all members speak. */
  #commonProtocol(): string {
    const favourites = this.#members.get(this.#leaderId)?.protocols ?? [];
    return favourites.find(({ name }) => this.members.every((m) => supports(m, name)))?.name ?? '';
  }

  #promise(memberId: string, timeoutMs: number): void {
    const timer = setTimeout(() => {
      this.#promisedMemberIds.delete(memberId);
      this.#completeIfAllJoined();
    }, timeoutMs);
    this.#promisedMemberIds.set(memberId, timer.unref());
  }

  #redeem(memberId: string): boolean {
    clearTimeout(this.#promisedMemberIds.get(memberId));
    return this.#promisedMemberIds.delete(memberId);
  }

  #touch(member: GroupMember): void {
    member.touch(() => this.#remove(member.memberId));
  }

  #remove(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    this.#forget(member);
    this.#prepareRebalance();
  }

  #forget(member: GroupMember): void {
    this.#members.delete(member.memberId);
    member.stopSession();
    member.answerJoin?.(refuseJoin(member.memberId, ErrorCode.UNKNOWN_MEMBER_ID));
    member.answerSync?.({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, assignment: Buffer.alloc(0) });
  }
}

const supports = (member: GroupMember, protocol: string): boolean =>
  member.protocols.some(({ name }) => name === protocol);
