import type { Compression } from '../../engine/core/record/compression.ts'
import type { Departure, Happening } from './happenings.ts'
import type { Count } from './shape.ts'

/** What a goal asks of the cluster's state, of the history since the lesson began, or of other checks. */
export type Check =
  | TopicCheck
  | RecordsCheck
  | OffsetsCheck
  | LogCheck
  | GroupCheck
  | BrokerCheck
  | RanCheck
  | CommandCheck
  | PartitionCheck
  | ControllerCheck
  | HappenedCheck
  | StaysCheck
  | WithinCheck
  | { readonly all: readonly Check[] }
  | { readonly any: readonly Check[] }
  | { readonly not: Check }

export interface TopicCheck {
  readonly topic: string
  /** False: there must be no such topic. */
  readonly exists?: boolean
  readonly partitions?: Count
  /** Replicas, and replicas in sync, of each partition. */
  readonly replicas?: Count
  readonly isr?: Count
  /** Settings in force, defaults included. */
  readonly config?: { readonly [name: string]: string | number | boolean }
}

export interface RecordsCheck {
  readonly records: {
    readonly topic: string
    /** A number, or a comparison. */
    readonly partition?: Count
    /** Text, or a pattern between slashes; null: a record without key or value. */
    readonly key?: string | number | null
    readonly value?: string | number | null
    /** How many such records; at least one when left out. */
    readonly count?: Count
    /** In how many different partitions, or with how many different keys, they are. */
    readonly distinct?: { readonly partition?: Count; readonly key?: Count; readonly value?: Count }
  }
}

export interface OffsetsCheck {
  readonly offsets: {
    readonly topic: string
    readonly partition: number
    readonly start?: Count
    /** The high watermark: the offset the next record that readers see will have. */
    readonly end?: Count
  }
}

/** What lies in the segments of a topic's partitions, or of one of them. */
export interface LogCheck {
  readonly log: {
    readonly topic: string
    readonly partition?: number
    readonly bytes?: Count
    /** Control batches do not count. */
    readonly batches?: Count
    /** The codec of each batch. */
    readonly compression?: Compression
  }
}

export interface GroupCheck {
  /** The group's name, or a pattern between slashes: any such group will do. */
  readonly group: string
  /** Which topic's partitions count; every topic when left out. */
  readonly topic?: string
  readonly state?: string
  /** Members that have been given a partition (of the topic). */
  readonly members?: Count
  /** Members that have been given none, and most partitions (of the topic) that one member has. */
  readonly idle?: Count
  readonly most?: Count
  /** Sum of the committed offsets; 0 when nothing is committed. */
  readonly committed?: Count
  /** Records after what is committed, also in partitions where nothing is. Not met where nothing is committed at all. */
  readonly lag?: Count
}

export interface BrokerCheck {
  readonly broker: number
  readonly up?: boolean
}

/** A command was run since the lesson began, and has ended. */
export interface RanCheck {
  /** A regular expression, found anywhere in the line. */
  readonly ran: string
  /** Exit status; 0 when left out. */
  readonly status?: number | 'any'
  readonly times?: Count
}

/** A program was called with at least these words since the lesson began, wherever in a line, and has ended. */
export interface CommandCheck {
  /** `kafka-topics.sh --describe --topic orders`, as `missingWords` compares it. */
  readonly command: string
  /** Exit status; 0 when left out. */
  readonly status?: number | 'any'
  readonly times?: Count
}

/** Who leads a partition and who follows. */
export interface PartitionCheck {
  /** `orders-0` */
  readonly partition: string
  readonly leader?: number | 'none' | 'any'
  /** The leader epoch. */
  readonly epoch?: Count
  readonly replicas?: Count
  /** How many are in sync, or which. */
  readonly isr?: Count | readonly number[]
}

/** The active controller. */
export interface ControllerCheck {
  readonly controller: number | 'none' | 'any'
}

/** Something took place since the lesson began. */
export interface HappenedCheck {
  readonly happened: Happening
  /** `orders-0`; any when left out. */
  readonly partition?: string
  readonly broker?: number
  /** Leaders before and after. */
  readonly from?: number
  readonly to?: number
  /** Kafka's name for it. */
  readonly error?: string
  /** A group's name, or for members and rebalances a pattern between slashes. */
  readonly group?: string
  /** Why a member is out. */
  readonly why?: Departure
  /** For how long nobody in the group worked on anything, ms. */
  readonly stopped?: Count
  /** For how long the partition that waited longest had nobody, ms. */
  readonly waited?: Count
  /** How many partitions had nobody for a time. */
  readonly idled?: Count
  /** How many partitions went from one member to another, though both were there before and after. */
  readonly moved?: Count
  /** How many members there were after the rebalance. */
  readonly members?: Count
  /** How far the wall clock was moved in one go. */
  readonly days?: Count
  /** How often it took place; at least once when left out. */
  readonly times?: Count
}

/** Holds for so many seconds on end. */
export interface StaysCheck {
  readonly stays: Check
  readonly for: number
}

/** `comes` holds within so many seconds after `after` came to hold. */
export interface WithinCheck {
  readonly within: number
  readonly after: Check
  readonly comes: Check
}
