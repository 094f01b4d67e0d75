/** A member's name; where there is little room its beginning, and the end that tells it apart. */
export function MemberName({ name }: { name: string }) {
  const [, base, end] = /^(.*)(….{4})$/.exec(name) ?? []
  if (base === undefined) return <>{name}</>
  return (
    <>
      <span class="member-base">{base}</span>
      {end}
    </>
  )
}
