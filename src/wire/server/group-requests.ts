import type { GroupCoordinator } from "../../model/broker/groups/group-coordinator.ts";
import type { GroupAnswer, GroupRequest, GroupResponse } from "../../model/broker/groups/messages.ts";

/** What a request of an API is answered with. */
type ResponseTo<Request extends GroupRequest> = Extract<GroupResponse, { readonly api: Request["api"] }>;

/**
 * Requests to the group coordinator, whose answers may be due only after others came or after some time: numbers them
 * for the coordinator, keeps who waits, and wakes the coordinator when it wants to be woken.
 */
export class GroupRequests {
  private readonly groups: GroupCoordinator;
  private readonly now: () => number;
  private readonly waiting = new Map<number, (response: GroupResponse) => void>();
  private requests = 0;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(groups: GroupCoordinator, now: () => number) {
    this.groups = groups;
    this.now = now;
  }

  ask<Request extends GroupRequest>(request: Request): Promise<ResponseTo<Request>> {
    this.requests += 1;
    const waiter = this.requests;
    return new Promise((resolve) => {
      this.waiting.set(waiter, (response) => resolve(response as ResponseTo<Request>));
      this.tell(this.groups.handle(waiter, request, this.now()));
    });
  }

  /** Wakes nobody any more. */
  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private tell(answers: readonly GroupAnswer[]): void {
    for (const { waiter, response } of answers) {
      this.waiting.get(waiter)?.(response);
      this.waiting.delete(waiter);
    }
    this.setTimer();
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    const { nextWake } = this.groups;
    if (nextWake === undefined || this.isOver) return;
    this.timer = setTimeout(() => this.tell(this.groups.wake(this.now())), Math.max(0, nextWake - this.now()));
  }
}
