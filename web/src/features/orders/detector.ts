import reader from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Reads the codes in a picture of the camera. */
export type Detector = { detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type Native = { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };

/** What is printed on goods and their boxes. */
const formats = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'code_39', 'itf', 'qr_code'] as const;

/**
 * The browser's own reader of barcodes, or where it has none (or none for goods) ZXing's, whose program comes from our
 * own address: the page may talk to no other.
 */
export async function openDetector(): Promise<Detector> {
  const { BarcodeDetector: own } = globalThis as { BarcodeDetector?: Native };
  const known = (await own?.getSupportedFormats().catch(() => [])) ?? [];
  if (own && known.includes('ean_13')) return new own({ formats: formats.filter((one) => known.includes(one)) });
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  prepareZXingModule({
    overrides: { locateFile: (path: string, folder: string) => (path.endsWith('.wasm') ? reader : folder + path) },
  });
  return new BarcodeDetector({ formats: [...formats] });
}
