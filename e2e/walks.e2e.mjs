import { keyboard, mouse } from './walks/hands.mjs'
import { showMeTests } from './walks/show-me.mjs'
import { stayingTests } from './walks/staying.mjs'
import { lessonTest } from './walks/track.mjs'

/** A part of `npm run walks`: a lesson of each main track, two by mouse in English, two by keyboard alone in Chinese. */
const LESSONS = {
  'partitions/07-keys-decide': ['en', mouse],
  'rebalance/14-four-assignors': ['zh', keyboard],
  'idempotence/26-producer-id-and-sequence': ['zh', keyboard],
  'retention/30-seven-days-in-one-click': ['en', mouse],
}

const [shown] = Object.entries(showMeTests)

export const tests = {
  ...Object.fromEntries(
    Object.entries(LESSONS).map(([id, [language, hands]]) => [
      `${id} ${language} by ${hands.name}`,
      lessonTest(id, language, hands),
    ]),
  ),
  ...Object.fromEntries([shown]),
  ...stayingTests,
}
