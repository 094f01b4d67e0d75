import type { IconNode } from 'lucide'

/** A line of a menu; without `run` it is a heading over the lines that follow. */
export interface MenuItem {
  readonly text: string
  readonly run?: () => void
  /** Given: the line is a switch. */
  readonly checked?: boolean
  readonly icon?: IconNode
}
