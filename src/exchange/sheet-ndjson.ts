import { Failure } from '../model/failure.ts'
import type { SheetBytes } from './sheet-bytes.ts'
import type { Sheet } from './sheet.ts'

export function openLines(file: SheetBytes, asked: string | undefined): Promise<Sheet> {
  return Promise.reject(
    new Failure('unreadable-file', 'This cannot be read yet.', { where: file.path, hint: asked ?? '' }),
  )
}
