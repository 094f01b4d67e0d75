import type { Language } from '../session/settings.ts'

/** A new lesson in one language: it parses, and its proof says what is still to be written. */
export function scaffold(name: string, language: Language): string {
  const words = WORDS[language]
  const topic = name.replace(/^\d+-/, '')
  return `---
title: ${words.title}
minutes: 8
teaches: [${words.term}]
start: inherit
---

${words.opening}

\`\`\`quiz
question: ${words.question}
kind: number
answer: partitions ${topic}
after: { topic: ${topic} }
why: ${words.why}
\`\`\`

\`\`\`sh
kafka-topics.sh --create --topic ${topic} --partitions 1 --bootstrap-server localhost:9092
\`\`\`

## ${words.close}

- ${words.learned}

\`\`\`check
# ${words.goal.replace('NAME', topic)}
topic: ${topic}
partitions: 1
\`\`\`

\`\`\`hint
${words.firstHint}
\`\`\`

\`\`\`hint
${words.secondHint}
\`\`\`

\`\`\`solution
kafka-topics.sh --create --topic ${topic} --partitions 1 --bootstrap-server localhost:9092
\`\`\`
`
}

const WORDS = {
  en: {
    title: 'The one thing that surprises',
    term: 'term',
    opening: 'One surprise a lesson. Say in two sentences what the learner believes now.',
    question: 'How many partitions will it have?',
    why: 'What to learn from the answer, whichever was given.',
    close: 'What you saw',
    learned: 'What was seen, the configs that decide it, and the KIP that brought it.',
    goal: '`NAME` exists',
    firstHint: 'Where to look.',
    secondHint: 'Which tool does it, and which option; never the whole command.',
  },
  zh: {
    title: '这一课的惊喜',
    term: '术语',
    opening: '一课一个惊喜。用两句话说出学习者现在以为的样子。',
    question: '它会有几个分区？',
    why: '不管怎么回答，都能从中学到什么。',
    close: '你看到了什么',
    learned: '看到了什么，由哪些配置决定，由哪个 KIP 引入。',
    goal: '`NAME` 已经存在',
    firstHint: '该往哪里看。',
    secondHint: '用哪个工具、哪个选项；不要写出整条命令。',
  },
} as const
