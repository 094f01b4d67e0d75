/** What judges goals and answers quizzes: needed once there is a cluster to be asked. */

export { judge } from './checks.ts'
export { FetchingReader } from './cluster-reader.ts'
export { LessonMemory } from './lesson-memory.ts'
export { ask } from './query.ts'
export { SAYINGS } from './sayings.ts'
