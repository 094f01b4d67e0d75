/** The ports through which core meets the world. A host (browser, Node, simulator) hands in one Env a process. */
export interface Env {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly disk: Disk
  readonly network: Network
  readonly trace: Trace
}

/** Two faces of time, both in milliseconds. */
export interface Clock {
  /** Never goes back; can be paused, slowed, sped up. For sessions, elections, timeouts, linger. */
  monotonic(): number
  /** Milliseconds since 1970; can be moved forward by days. For record timestamps and retention. */
  wall(): number
}

/** A timer that has not fired yet. */
export interface Timer {
  cancel(): void
}

export interface Timers {
  /** Calls `run` once, `delayMs` of monotonic time from now (0: soon, after what is under way). */
  after(delayMs: number, run: () => void): Timer
}

export interface Random {
  bytes(length: number): Uint8Array
  /** In [0, 1). */
  float(): number
}

export interface FileInfo {
  readonly path: string
  readonly size: number
  /** Bytes of it that take room on the disk; all of them where it is not said. */
  readonly stored?: number
  /** Wall time of the last write, ms since 1970. */
  readonly modified: number
}

/**
 * A flat set of append-mostly files; names are Kafka's own paths (`kraft-combined-logs/orders-0/00000000000000000000.log`).
 * Folders are not things: a path with a slash is enough. All failures reject with {@link DiskError}.
 */
export interface Disk {
  /** Every file whose path starts with the prefix, sorted by path (code units). */
  list(prefix: string): Promise<FileInfo[]>
  /** Names of the folders in a folder, also of those that have no files; left out where such cannot be. */
  folders?(path: string): Promise<string[]>
  /**
   * Opens a file, made empty if it is not there. Two opens of one path give the same file. `known`: what {@link list} told of
   * it, where nobody has changed the file since: it saves looking again, and one that is gone all the same is `missing`.
   */
  open(path: string, known?: FileInfo): Promise<DiskFile>
  /** Removes a file; a missing one is no error. Handles of it must not be used again. */
  remove(path: string): Promise<void>
  /** Renames, replacing what is at `to`; atomic and durable when it resolves. Handles of both are void. Missing `from` rejects. */
  rename(from: string, to: string): Promise<void>
}

export interface DiskFile {
  readonly path: string
  /** With all appends, also those not durable yet, and what was preallocated. */
  readonly length: number
  /**
   * Takes the bytes at once (they must not be changed afterwards) and returns; failures come out of {@link sync}, and after
   * one the file never gets bytes beyond those that failed.
   */
  append(bytes: Uint8Array): void
  /** Resolves when everything appended or truncated before the call is durable. Calls meanwhile share one disk transaction. */
  sync(): Promise<void>
  /** Up to `length` bytes from `position`, fewer at the end of the file; sees appends that are not durable yet. */
  read(position: number, length: number): Promise<Uint8Array>
  /**
   * Makes the file at least so long, with zeros that need no room on the disk; what is appended takes their place. Ordered
   * with appends, durable after sync. To who opens the file when nobody has it open, the zeros are content like any other.
   */
  preallocate(length: number): void
  /** Cuts to `length` (must not be more than the current one); ordered with appends, durable after sync. */
  truncate(length: number): void
  /** Releases the handle; further use rejects. Does not sync. */
  close(): Promise<void>
}

/** Why the disk refused. `full`: no room (ENOSPC, QuotaExceededError); `io`: everything else. Logs show the name: that of Java's class. */
export class DiskError extends Error {
  override readonly name = 'java.io.IOException'
  constructor(
    readonly kind: 'full' | 'io' | 'missing' | 'locked',
    message: string,
  ) {
    super(message)
  }
}

/** Streams of bytes between processes: TCP under Node, MessagePorts in the browser. */
export interface Network {
  /** Rejects with NetworkError when the port is taken. Port 0 picks a free one. */
  listen(host: string, port: number, accept: (connection: Connection) => void): Promise<Listener>
  /** Rejects with NetworkError when nobody listens, it cannot be reached, or nobody has that name. */
  connect(host: string, port: number): Promise<Connection>
}

export interface Listener {
  readonly port: number
  /** Accepts no more; open connections stay. */
  close(): Promise<void>
}

/** One ordered, reliable stream each way; chunks may be split or merged on the way as in TCP. */
export interface Connection {
  /** Address of the other end, `host:port`. */
  readonly peer: string
  /** Address of this end, as the other sees it; absent where the platform does not tell. */
  readonly local?: string
  /** Hands over the bytes, of one array or several (which must not be changed afterwards); after close it does nothing. */
  send(...parts: readonly Uint8Array[]): void
  /** Bytes given to {@link send} that the other end has not taken, as far as this end knows: they grow while it does not read. */
  readonly unsent: number
  /** Set once; called when {@link unsent} was much (the platform says how much) and has fallen. */
  onDrained(drained: () => void): void
  /**
   * Set before the first await after getting the connection; bytes that came earlier are kept for it. They are the receiver's
   * own, who may write into them.
   */
  onData(receive: (bytes: Uint8Array) => void): void
  /** Called once, when either side closes or the link breaks. */
  onClose(closed: () => void): void
  /** Stops (true) or resumes (false) reading from the other end. */
  pause(paused: boolean): void
  close(): void
}

/** Why the network refused. `unknown-host`: no host has that name; `unreachable`: everything else. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  constructor(
    message: string,
    readonly kind: 'unreachable' | 'unknown-host' = 'unreachable',
  ) {
    super(message)
  }
}

/** Whether it is one, also of another bundle, where the class is another (a cell's client and its network are two). */
export function isNetworkError(error: unknown): error is NetworkError {
  return error instanceof Error && error.name === 'NetworkError'
}

/** What a process says about itself, for logs, pictures and checks. Never read back by core. */
export interface Trace {
  /** A line of the server's log, as log4j would have it: level, logger, message. */
  log(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL', logger: string, message: string): void
  /** A fact with fields, such as `{ type: 'segment.rolled', partition: 'orders-0', baseOffset: 100 }`. */
  event(event: TraceEvent): void
}

export interface TraceEvent {
  readonly type: string
  readonly [field: string]: unknown
}
