import { vocabulary } from '../lessons/vocabulary.ts'
import { language } from '../session/settings.ts'
import './vocabulary.css'

const TITLE = { en: 'Words of checks and predictions', zh: '检查与预测的词汇（英文）' }

/** What may be written in checks and predictions, as AUTHORING.md has it; closed until it is wanted. */
export function VocabularyView() {
  return (
    <details class="vocabulary">
      <summary>{TITLE[language.value]}</summary>
      {vocabulary().map(({ title, entries }) => (
        <dl key={title} lang="en">
          {entries.map(({ written, says }) => (
            <div key={written}>
              <dt>
                <Marked text={written} />
              </dt>
              <dd>
                <Marked text={says} />
              </dd>
            </div>
          ))}
        </dl>
      ))}
    </details>
  )
}

/** Text with its code between backticks set as code. */
function Marked({ text }: { text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}</>
}
