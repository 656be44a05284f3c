// Makes `npx trace` run the checkout itself: npm links the commands of a package's dependencies, never its own, and
// would otherwise install a copy. The link lies beside the Node that `npm ci` brought, so it is run by that one.
import { existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs'
import { platform } from 'node:os'

const LINK = 'node_modules/.bin/trace'

// Windows needs a command file rather than a link; there, `node bin/trace.js` does the same.
if (platform() !== 'win32' && existsSync('node_modules/.bin')) {
  if (lstatSync(LINK, { throwIfNoEntry: false }) !== undefined) rmSync(LINK)
  symlinkSync('../../bin/trace.js', LINK)
}
