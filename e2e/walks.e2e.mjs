import { keyboard, mouse } from './walks/hands.mjs'
import { showMeTests } from './walks/show-me.mjs'
import { stayingTests } from './walks/staying.mjs'
import { lessonTest } from './walks/track.mjs'

/** A part of `npm run walks`: of each main track one lesson by mouse in English and one by keyboard alone in Chinese. */
const LESSONS = {
  'partitions/07-keys-decide': ['en', mouse],
  'partitions/09-a-hot-key': ['zh', keyboard],
  'rebalance/12-many-groups': ['en', mouse],
  'rebalance/14-four-assignors': ['zh', keyboard],
  'idempotence/25-a-lost-acknowledgement': ['en', mouse],
  'idempotence/26-producer-id-and-sequence': ['zh', keyboard],
  'retention/30-seven-days-in-one-click': ['en', mouse],
  'retention/33-group-offsets-expire': ['zh', keyboard],
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
