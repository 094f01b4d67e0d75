// What a walk has to know of a lesson beyond its text. Kept short: a note here is something a learner has to find out.

/** A client's word for a broker that was killed. */
const AWAY = /Connection to node -?\d+ .* could not be established/

/**
 * `truths`: what the cluster says to each quiz, the number or the option's (from 0). `faster`: goals for which the text tells
 * one to run time at ten times its speed. `meanwhile`: the cell during which the text tells one to do the next block. `errors`: lines that look like trouble and belong to it.
 */
export const NOTES = {
  'partitions/06-order-within-a-partition': { truths: [3] },
  'partitions/07-keys-decide': { truths: [1, 1] },
  'partitions/08-four-partitioners': { truths: [0, 30] },
  'partitions/09-a-hot-key': { truths: [1] },
  'partitions/10-growing': { truths: [1, 1], faster: [4] },
  'rebalance/11-one-group-shares-the-work': { truths: [2, 1] },
  'rebalance/12-many-groups': { truths: [30, 1, 0] },
  'rebalance/13-join-leave-crash': { truths: [2], faster: [5] },
  'rebalance/14-four-assignors': { truths: [6, 1] },
  'rebalance/15-cooperative': { truths: [1, 1] },
  'rebalance/17-static-members': { truths: [1, 1], errors: [/rejected this static consumer/] },
  'rebalance/18-commits': { truths: [4, 6, 0] },
  'rebalance/19-lag-and-resetting': { truths: [1, 20, 0], errors: [/is lower than earliest offset/] },
  'durability/20-leaders-followers-isr': { errors: [AWAY] },
  'durability/21-kill-the-leader': { errors: [AWAY] },
  'durability/22-acks-and-min-isr': { errors: [AWAY, /NotEnoughReplicasException/] },
  'durability/23-unclean-election': { errors: [AWAY] },
  'durability/24-the-controller-quorum': { errors: [AWAY] },
  'idempotence/25-a-lost-acknowledgement': { truths: [2, 1] },
  'idempotence/26-producer-id-and-sequence': { truths: [1, 1, 1] },
  'retention/30-seven-days-in-one-click': { truths: [10, 10] },
  'retention/31-by-size-and-log-start': { truths: [1, 5000] },
  'retention/32-compaction-and-tombstones': { truths: [4, 1] },
  'retention/33-group-offsets-expire': { truths: [15] },
  'notebooks/47-three-brokers-with-replicas': { truths: [1], meanwhile: 'writer' },
  'notebooks/58-the-consumer-in-code': { meanwhile: 'runner' },
}
