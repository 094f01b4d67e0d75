/** Where the three brokers of the replicated benchmarks listen. */
export const THREE = [9192, 9193, 9194]
