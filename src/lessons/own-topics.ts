import type { Lesson, Place, Problem, ReadLesson } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import type { Library } from './library.ts'
import { planOf } from './start.ts'

/**
 * Topics of a lesson that another one with the same nodes makes too: nodes keep their disks, so whoever comes second finds
 * records in it that are not its own. Told of the later of the two.
 */
export function sharedTopics(library: Library<ReadLesson>, id: string, read: ReadLesson): Problem[] {
  const { lesson } = read
  const at = library.entries.findIndex((entry) => entry.id === id)
  const earlier = library.entries.slice(0, at).map((entry) => ({ id: entry.id, ...library.of(entry.id, 'en') }))
  const beside = earlier.filter((one) => nodesOf(one.lesson) === nodesOf(lesson))
  return [...topicsOf(lesson)].flatMap((topic) => {
    const makers = beside.filter((one) => topicsOf(one.lesson).has(topic)).map((one) => one.id)
    if (makers.length === 0) return []
    const message = `the topic ${topic} is made by ${listed(makers)} too, on the same nodes`
    return [{ file: lesson.file, ...placeOf(topic, read), message }]
  })
}

function listed([first = '', second, ...more]: readonly string[]): string {
  if (second === undefined) return first
  return more.length === 0 ? `${first} and ${second}` : `${first} and ${more.length + 1} other lessons`
}

/** Where the lesson makes it first. */
function placeOf(topic: string, { lesson: { start, solution }, source = '' }: ReadLesson): Place {
  const text = new LessonText(source)
  const declared = start !== 'inherit' && Object.hasOwn(start.topics ?? {}, topic)
  const step = solution.find((one) => one.kind === 'command' && madeBy(one.command).includes(topic))
  const from = declared || !step ? text.field('start').line : step.line
  return text.find(new RegExp(`(?<![\\w.-])${topic.replaceAll('.', '\\.')}(?![\\w.-])`), from) ?? text.start(from)
}

function nodesOf({ start }: Lesson): string {
  const { brokers, controllers } = planOf(start)
  return `${brokers}+${controllers}`
}

/** What its front matter and the commands of its solution make. */
function topicsOf({ start, solution }: Lesson): Set<string> {
  const declared = start === 'inherit' ? [] : Object.keys(start.topics ?? {})
  const made = solution.flatMap((step) => (step.kind === 'command' ? madeBy(step.command) : []))
  return new Set([...declared, ...made])
}

function madeBy(command: string): string[] {
  const lists = new Map([...command.matchAll(/\bfor (\w+) in ([^;]*);/g)].map(([, name, words]) => [`$${name}`, words]))
  return [...command.matchAll(/kafka-topics\.sh --create [^|;&]*?--topic ["']?([^\s"';|&]+)/g)].flatMap(
    ([, topic = '']) => (lists.get(topic) ?? topic).trim().split(/\s+/),
  )
}
