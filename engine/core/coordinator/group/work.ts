/** A partition that nobody worked on, and for how long, ms. */
export interface Wait {
  readonly partition: string
  readonly ms: number
}

/** Which members of a group work on which partitions, and since when nobody does. Times are monotonic, ms. */
export class Work {
  private readonly owners = new Map<string, string>()
  private readonly idleSince = new Map<string, number>()

  /** A member stopped working on what it does not keep; gives what that is. */
  givesUp(memberId: string, keeps: readonly string[], at: number): string[] {
    const given = [...this.owners].flatMap(([partition, owner]) =>
      owner === memberId && !keeps.includes(partition) ? [partition] : [],
    )
    for (const partition of given) {
      this.owners.delete(partition)
      this.idleSince.set(partition, at)
    }
    return given
  }

  /** How long nobody has worked on anything, now that partitions are about to be given out; 0: somebody does. */
  stoppedFor(at: number): number {
    if (this.owners.size > 0 || this.idleSince.size === 0) return 0
    return at - Math.max(...this.idleSince.values())
  }

  /** A member works on these from now on; gives how long they waited for it. */
  takesUp(memberId: string, partitions: readonly string[], at: number): Wait[] {
    return partitions.flatMap((partition) => {
      const since = this.idleSince.get(partition)
      this.owners.set(partition, memberId)
      this.idleSince.delete(partition)
      return since === undefined ? [] : [{ partition, ms: at - since }]
    })
  }

  /** Nobody is there to wait for. */
  forget(): void {
    this.owners.clear()
    this.idleSince.clear()
  }
}
