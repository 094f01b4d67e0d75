/** What a round of cleaning did, counted and said as Kafka says it (`CleanerStats.java`, `LogCleaner.recordStats`). */
export class CleanerStats {
  mapBytesRead = 0
  mapMessagesRead = 0
  bytesRead = 0
  messagesRead = 0
  bytesWritten = 0
  messagesWritten = 0
  invalidMessages = 0
  bufferUtilization = 0
  /** Monotonic ms. */
  mapped: number
  ended: number

  /** `began`: monotonic ms. */
  constructor(readonly began: number) {
    this.mapped = began
    this.ended = began
  }

  /** The lines of the server's log; `[from, to]`: the dirty section. */
  lines(thread: number, name: string, from: number, to: number): string {
    const seconds = (this.ended - this.began) / 1000
    const mapSeconds = (this.mapped - this.began) / 1000
    const restSeconds = seconds - mapSeconds
    const rate = (bytes: number, time: number) => mb(bytes / time)
    const share = (time: number) => fixed((100 * time) / seconds)
    return [
      '',
      `\tLog cleaner thread ${thread} cleaned log ${name} (dirty section = [${from}, ${to}])`,
      `\t${mb(this.bytesRead)} MB of log processed in ${fixed(seconds)} seconds (${rate(this.bytesRead, seconds)} MB/sec).`,
      `\tIndexed ${mb(this.mapBytesRead)} MB in ${fixed(mapSeconds)} seconds (${rate(this.mapBytesRead, mapSeconds)} Mb/sec, ${share(mapSeconds)}% of total time)`,
      `\tBuffer utilization: ${fixed(100 * this.bufferUtilization)}%`,
      `\tCleaned ${mb(this.bytesRead)} MB in ${fixed(restSeconds)} seconds (${rate(this.bytesRead, restSeconds)} Mb/sec, ${share(restSeconds)}% of total time)`,
      `\tStart size: ${mb(this.bytesRead)} MB (${grouped(String(this.messagesRead))} messages)`,
      `\tEnd size: ${mb(this.bytesWritten)} MB (${grouped(String(this.messagesWritten))} messages)`,
      `\t${reduction(this.bytesWritten, this.bytesRead)}% size reduction (${reduction(this.messagesWritten, this.messagesRead)}% fewer messages)`,
      '',
    ].join('\n')
  }
}

function mb(bytes: number): string {
  return grouped(fixed(bytes / (1024 * 1024)))
}

/** Java's `%.1f`: what is no number is NaN or Infinity there too. */
function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

function reduction(after: number, before: number): string {
  return fixed(100 * (1 - after / before))
}
