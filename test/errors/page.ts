import { FAILURES } from '../../src/model/failure.ts'
import { GALLERY, type Exhibit } from './gallery.ts'
import { provoke, type Provocation } from './provoke.ts'

const HEAD = `# What trace says when something is wrong

Made by \`npm run gallery\`: every failure a user can meet, with something that provokes it. Each says what is wrong, where,
and what to do next. The exit code is 2 when the command or its input was wrong, 3 when the case cannot be used.
`

/** The page, from what was provoked. */
export function page(provoked: ReadonlyMap<Exhibit, Provocation>): string {
  const sections = Object.entries(FAILURES).map(([code, exit]) => {
    const parts = [...provoked].flatMap(([exhibit, found]) =>
      exhibit.code === code ? [part(exhibit, found)] : [],
    )
    return `## ${code} (exit ${String(exit)})\n\n${parts.join('\n')}`
  })
  return `${HEAD}\n${sections.join('\n')}`
}

function heading({ title }: Exhibit): string {
  return `### ${title}\n`
}

function part(exhibit: Exhibit, { printed }: Provocation): string {
  const words = 'argv' in exhibit ? `$ trace ${exhibit.argv.map(quoted).join(' ')}` : `# ${exhibit.how}`
  return `${heading(exhibit)}\n\`\`\`console\n${words}\n${printed}\`\`\`\n`
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word}'`
}

/** Provokes everything. */
export async function provokeAll(): Promise<Map<Exhibit, Provocation>> {
  const provoked = new Map<Exhibit, Provocation>()
  for (const exhibit of GALLERY) provoked.set(exhibit, await provoke(exhibit))
  return provoked
}
