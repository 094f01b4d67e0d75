import { lessonTests, trackTests } from './track.mjs'

const wantsLesson = process.argv.slice(2).some((word) => /^[\w-]+\/\d/.test(word))

/** Every track, by mouse in English and by keyboard in Chinese; given `track/number`, those lessons by themselves. */
export const tests = wantsLesson ? lessonTests() : trackTests()
