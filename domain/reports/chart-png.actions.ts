import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { readFile } from 'node:fs/promises';

// WebAssembly, so that one package serves every processor; it knows no fonts but those that it is given. Paths from where
// the function's package is unpacked, or from the repository: its `package.patterns` must name these three files.
const module = 'node_modules/@resvg/resvg-wasm/index_bg.wasm';
const folder = 'node_modules/@expo-google-fonts/noto-sans';
const fonts = [`${folder}/400Regular/NotoSans_400Regular.ttf`];

let ready: Promise<Uint8Array[]> | undefined;

async function prepare(): Promise<Uint8Array[]> {
  const [wasm, ...fontBuffers] = await Promise.all([module, ...fonts].map((path) => readFile(path)));
  if (wasm === undefined) throw new Error('unreachable: the first of the paths is the module');
  await initWasm(wasm);
  return fontBuffers;
}

/**
 * Draws SVG text as a PNG, twice as large, for sharp screens.
 * @throws when the module or the fonts are not where the function's package has them
 */
export async function drawPng(svg: string): Promise<Uint8Array> {
  const fontBuffers = await (ready ??= prepare());
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: { fontBuffers, defaultFontFamily: 'Noto Sans', loadSystemFonts: false },
  });
  return drawing.render().asPng();
}
