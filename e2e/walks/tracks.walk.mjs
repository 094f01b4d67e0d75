import { trackTests } from './track.mjs'

/** Every lesson of the course in its order, a track at a time, each by mouse in English and by keyboard in Chinese. */
export const tests = trackTests()
