import { signal } from '@preact/signals'
import { APIS } from '../../engine/core/protocol/apis.ts'
import { decodeRequest } from '../../engine/core/protocol/frame.ts'
import type { TappedFrames } from '../cluster/host-types.ts'
import type { WireRequest } from '../wire-tap/wire-log.ts'

/** Of each member. */
const KEPT = 200
/** The last that were heard of. */
const MOST_MEMBERS = 200
/** While frames come by the hundred the picture is drawn no oftener, ms. */
const TOLD_EVERY_MS = 200

/** Where requests are seen. */
export interface Wire {
  onAnswered(watch: (request: WireRequest) => void): () => void
}

/** The heartbeats of members as they went over the wire, by member id, in cluster time; bounded. */
export class Heartbeats {
  /** Counts up when something was heard. */
  readonly heard = signal(0)
  private readonly byMember = new Map<string, number[]>()
  private due: ReturnType<typeof setTimeout> | undefined

  constructor(
    wire: Wire,
    private readonly framesOf: (nodeId: number, id: number) => Promise<TappedFrames | undefined>,
    private readonly now: () => number,
  ) {
    wire.onAnswered((request) => {
      if (request.apiKey === APIS.Heartbeat.key) void this.hear(request, this.now() - request.took)
    })
  }

  /** When each heartbeat of a member came, oldest first. */
  of(memberId: string): readonly number[] {
    return this.byMember.get(memberId) ?? []
  }

  forget(): void {
    this.byMember.clear()
    this.heard.value++
  }

  private async hear({ nodeId, id }: WireRequest, t: number): Promise<void> {
    const frames = await this.framesOf(nodeId, id).catch(() => undefined)
    if (!frames) return
    const { memberId } = decodeRequest(frames.request).body as { readonly memberId: string }
    this.note(memberId, t)
    this.due ??= setTimeout(() => {
      this.due = undefined
      this.heard.value++
    }, TOLD_EVERY_MS)
  }

  private note(memberId: string, t: number): void {
    const heard = [...this.of(memberId), t].slice(-KEPT)
    this.byMember.delete(memberId)
    this.byMember.set(memberId, heard)
    if (this.byMember.size > MOST_MEMBERS) this.byMember.delete(this.byMember.keys().next().value as string)
  }
}
