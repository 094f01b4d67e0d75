import { type LocalText, language } from './settings.ts'

/** What to tell the learner where the browser keeps no files for the page. */
export function noStorage(error: unknown): LocalText {
  const why = error instanceof Error ? error.message : String(error)
  return () =>
    language.value === 'zh'
      ? `浏览器不允许 Logbook 保存文件，broker 无处存放日志，因此没有启动。请为本站点允许网站数据（Cookie），或离开无痕窗口，然后重新加载。（${why}）`
      : `This browser keeps no files for Logbook: the brokers have nowhere to put their logs, so none was started. Allow site data (cookies) for this address, or leave the private window, and reload. (${why})`
}
