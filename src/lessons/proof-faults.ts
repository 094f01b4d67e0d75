import type { Goal, Lesson, Place, Quiz, ReadLesson, Step } from './lesson.ts'
import { LessonText } from './lesson-text.ts'
import { placed } from './placed.ts'
import { textOf } from './style.ts'

/** Says what a run showed, at the place in the lesson's file that it is about. */
export class ProofFaults {
  private readonly lesson: Lesson
  private readonly text: LessonText

  constructor({ lesson, source = '' }: ReadLesson) {
    this.lesson = lesson
    this.text = new LessonText(source)
  }

  /** Of a goal; its words stand behind the message. */
  goal({ line, html }: Goal, message: string, more = ''): string {
    return this.at(this.text.start(line + 1), `${message}: ${textOf(html)}${more}`)
  }

  /** Of a prediction; its question stands behind the message. */
  quiz(quiz: Quiz, message: string, more = ''): string {
    const line = this.lesson.blocks.find((block) => block.kind === 'quiz' && block.quiz === quiz)?.line ?? 1
    const question = textOf(quiz.question)
    return this.at(this.text.words(question, line), `${message}: ${question}${more}`)
  }

  step({ line }: Step, message: string): string {
    return this.at({ line, column: 1 }, message)
  }

  private at(place: Place, message: string): string {
    return placed({ file: this.lesson.file, ...place, message })
  }
}

/** A step as it is written. */
export function nameOf(step: Step): string {
  if (step.kind === 'goal') return `@goal ${step.number}`
  return step.kind === 'command' ? step.command : `@run ${step.name}`
}
