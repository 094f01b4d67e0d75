/** Monaco, with TypeScript and the types of both libraries. Loaded when the first cell is edited. */
import '../../ui/style-elements.ts'
import './style-attributes.ts'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import 'monaco-editor/features/register.all.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import TypeScriptWorker from 'monaco-editor/language/typescript/ts.worker.js?worker'
import { typescriptDefaults } from 'monaco-editor/languages/features/typescript/register.js'
import { addLibraryTypes } from './library-types.ts'
import '../code-colours.css'

/** What the editor of a cell tells. */
export interface EditorListener {
  readonly changed: (code: string) => void
  readonly run: () => void
  /** Escape: back to the page, so that the keyboard gets out of a field in which Tab indents. */
  readonly left: () => void
}

export interface Editor {
  /** Puts the cursor there, and the keyboard to it. */
  focus(line?: number, column?: number): void
  /** How far below the editor's top a place stands, px, where long lines take several rows. */
  topOf(line: number, column: number): number
  /** Shows other code (the lesson's after a reset) without telling it back. */
  show(code: string): void
  /** Marks the lines of errors, or none. */
  mark(lines: readonly number[]): void
  dispose(): void
}

const COMPILER = {
  target: 99,
  module: 99,
  moduleResolution: 2,
  // Each cell is a module of its own, with or without imports.
  moduleDetection: 3,
  strict: true,
  noEmit: true,
  allowNonTsExtensions: true,
  lib: ['esnext'],
}

/** What is missing is a type: nothing that keeps a cell from running. Only the check for it finds out what an array is filled with later. */
const TYPE_IS_MISSING = [
  7005, 7006, 7008, 7009, 7010, 7011, 7012, 7013, 7014, 7015, 7016, 7017, 7018, 7019, 7020, 7022, 7023, 7024, 7025,
  7026, 7031, 7032, 7033, 7034, 7039, 7041, 7051, 7052, 7053, 7055, 7056, 7057,
]

let prepared = false

function prepare(): void {
  if (prepared) return
  prepared = true
  const getWorker = (_module: string, label: string) =>
    label === 'typescript' ? new TypeScriptWorker() : new EditorWorker()
  Object.assign(globalThis, { MonacoEnvironment: { getWorker } })
  typescriptDefaults.setCompilerOptions(COMPILER)
  typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore: TYPE_IS_MISSING })
  typescriptDefaults.setEagerModelSync(true)
  void addLibraryTypes((text, path) => typescriptDefaults.addExtraLib(text, path))
}

/** Gives all editors the page's colours, as its style sheet has them now. */
export function applyTheme(dark: boolean): void {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const rule = (token: string, name: string) => ({ token, foreground: colour(name).slice(1) })
  monaco.editor.defineTheme('logbook', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', '--ink'),
      rule('identifier', '--ink'),
      rule('delimiter', '--ink-2'),
      rule('comment', '--code-comment'),
      rule('string', '--code-string'),
      rule('number', '--code-number'),
      rule('keyword', '--code-keyword'),
      rule('type', '--code-type'),
      rule('type.identifier', '--code-type'),
    ],
    colors: {
      'editor.background': colour('--paper'),
      'editor.foreground': colour('--ink'),
      'editor.lineHighlightBackground': colour('--sunk'),
      'editorLineNumber.foreground': colour('--ink-3'),
      'editorLineNumber.dimmedForeground': colour('--ink-3'),
      'editorWidget.background': colour('--panel'),
      'editorWidget.border': colour('--line-strong'),
      focusBorder: colour('--accent'),
    },
  })
  monaco.editor.setTheme('logbook')
}

export interface EditorOptions {
  readonly id: string
  readonly label: string
  readonly code: string
  readonly dark: boolean
  /** Default: TypeScript, a cell. */
  readonly language?: 'typescript' | 'markdown' | 'plaintext'
  readonly readOnly?: boolean
}

/** Puts an editor into the element; it is as high as its code. */
export function mountEditor(
  element: HTMLElement,
  { id, label, code, dark, language = 'typescript', readOnly = false }: EditorOptions,
  listener: EditorListener,
): Editor {
  prepare()
  applyTheme(dark)
  const path = language === 'typescript' ? `cells/${id}.ts` : `files/${id}`
  const model = monaco.editor.createModel(code, language, monaco.Uri.parse(`file:///${path}`))
  model.updateOptions({
    tabSize: 2,
    insertSpaces: true,
    bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
  })
  const editor = monaco.editor.create(element, {
    model,
    ariaLabel: label,
    readOnly,
    autoClosingBrackets: language === 'typescript' ? 'languageDefined' : 'never',
    ...OPTIONS,
    ...typeOf(element),
  })
  const marks = editor.createDecorationsCollection()
  const resize = () => {
    element.style.height = `${editor.getContentHeight()}px`
    editor.layout()
  }
  editor.onDidContentSizeChange(resize)
  resize()
  let telling = true
  editor.onDidChangeModelContent(() => {
    marks.clear()
    if (telling) listener.changed(model.getValue())
  })
  const bound = bindKeys(editor, listener)
  element.addEventListener('keydown', refuseRepeated, { capture: true })
  return {
    focus(line, column = 1) {
      if (line !== undefined) editor.setPosition({ lineNumber: line, column })
      editor.focus()
    },
    topOf: (line, column) => editor.getTopForPosition(line, column),
    show(text) {
      if (text === model.getValue()) return
      telling = false
      model.setValue(text)
      telling = true
    },
    mark: (lines) =>
      marks.set(lines.map((line) => ({ range: new monaco.Range(line, 1, line, 1), options: ERROR_LINE }))),
    dispose() {
      element.removeEventListener('keydown', refuseRepeated, { capture: true })
      for (const one of bound) one.dispose()
      editor.dispose()
      model.dispose()
    },
  }
}

/** Binds the keys in this editor alone (`addCommand` would bind them in all that are open), until they are disposed. */
function bindKeys(editor: monaco.editor.IStandaloneCodeEditor, { run, left }: EditorListener): monaco.IDisposable[] {
  return [
    editor.addAction({
      id: 'logbook.run',
      label: 'Run',
      keybindings: [monaco.KeyMod.Shift | monaco.KeyCode.Enter],
      keybindingContext: 'editorTextFocus',
      run: () => run(),
    }),
    editor.addAction({
      id: 'logbook.leave',
      label: 'Leave the editor',
      keybindings: [monaco.KeyCode.Escape],
      keybindingContext:
        '!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !editorHasMultipleSelections',
      run: () => left(),
    }),
  ]
}

/** Shift+Enter that is held down is one. */
function refuseRepeated(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || !event.shiftKey || !event.repeat) return
  event.preventDefault()
  event.stopPropagation()
}

const ERROR_LINE = { isWholeLine: true, className: 'cell-error-line' }

/** The same type as the code that it takes the place of. */
function typeOf(element: HTMLElement): monaco.editor.IStandaloneEditorConstructionOptions {
  const css = getComputedStyle(element)
  const fontSize = Number.parseFloat(css.getPropertyValue('--t-code'))
  return { fontFamily: css.getPropertyValue('--mono'), fontSize, lineHeight: Math.round(fontSize * 1.6) }
}

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  padding: { top: 10, bottom: 10 },
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  automaticLayout: true,
  lineNumbers: 'on',
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 6,
  glyphMargin: false,
  folding: false,
  guides: { indentation: false },
  occurrencesHighlight: 'off',
  overviewRulerLanes: 0,
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  scrollbar: { alwaysConsumeMouseWheel: false, vertical: 'hidden' },
  fixedOverflowWidgets: true,
  wordWrap: 'on',
  // Kafka's own comments have apostrophes.
  unicodeHighlight: { ambiguousCharacters: false },
  quickSuggestions: { strings: true, other: true, comments: false },
  suggest: { showWords: false },
  'semanticHighlighting.enabled': false,
}
