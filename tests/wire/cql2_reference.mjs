// The parser of npm's cql2-wasm (Rust, by others), which node does not load by itself: its module imports a .wasm file.
import { readFileSync } from 'node:fs'
import * as glue from '../node_modules/cql2-wasm/cql2_wasm_bg.js'

const bytes = readFileSync(new URL('../node_modules/cql2-wasm/cql2_wasm_bg.wasm', import.meta.url))
async function fresh() {
  const { instance } = await WebAssembly.instantiate(bytes, { './cql2_wasm_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
}
await fresh()

/** { json } of a filter, with isValid (by the standard's JSON schema, a quarter of a second) when that is asked for; or { error }. A panic of the parser ends its instance: the next call has a new one. */
export async function reference(form, source, validates = false) {
  try {
    const expression = form === 'text' ? glue.parseText(source) : glue.parseJson(source)
    return { json: JSON.parse(expression.to_json()), ...(validates ? { isValid: expression.is_valid() } : {}) }
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) await fresh()
    return { error: String(error) }
  }
}
