/** What judges goals and answers quizzes: needed once there is a cluster to be asked. */

export { asksFor } from './asks-for.ts'
export { Judgement, newPicture } from './judgement.ts'
export { LessonMemory } from './lesson-memory.ts'
