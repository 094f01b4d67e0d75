/** Hands out producer ids from blocks that the controller grants (`RPCProducerIdManager.java`). */
import { NetworkError } from '../env/env.ts'
import { Errors } from '../protocol/errors.ts'
import type { ControllerChannel, ProducerIdSource } from './handler.ts'

export class ProducerIds implements ProducerIdSource {
  private next_ = 0
  private end = 0
  private asking: Promise<void> | null = null

  /** @param broker this broker's id and its current epoch */
  constructor(
    private readonly controller: ControllerChannel,
    private readonly broker: () => { readonly brokerId: number; readonly brokerEpoch: number },
  ) {}

  async next(): Promise<number | null> {
    if (this.next_ === this.end) await (this.asking ??= this.ask().finally(() => (this.asking = null)))
    return this.next_ < this.end ? this.next_++ : null
  }

  private async ask(): Promise<void> {
    try {
      const block = await this.controller.send('AllocateProducerIds', this.broker())
      if (block.errorCode !== Errors.NONE) return
      this.next_ = block.producerIdStart
      this.end = block.producerIdStart + block.producerIdLen
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error
    }
  }
}
