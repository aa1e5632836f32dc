// The snapshot that most tests over the wire begin with, made once for all of them: ctest runs this first.
import { rmSync } from 'node:fs'
import { loadBest } from './support.mjs'

rmSync(process.argv[2], { force: true })
loadBest(process.argv[2])
