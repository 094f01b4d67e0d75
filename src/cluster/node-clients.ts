/** The package `kafka-clients` of an exported notebook: the one of cells, on Node's own network. */
import './node-env.ts'

export * from '../notebook/libraries/kafka-clients.ts'
