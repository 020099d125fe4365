import { PDFDocument, PDFName } from 'pdf-lib';
import type { PackedPage } from './png.ts';

/** A page to be shown, and the resolution of its pixels, an inch. */
type ShownPage = { readonly packed: PackedPage; readonly dpi: number };

/**
 * The pages as one PDF, each of its real size, for people and their mail. A packed page is what PDF calls an image with PNG
 * predictors (ISO 32000-1, 7.4.4.4), so nothing is decoded or drawn.
 */
export async function pdfOfPages(pages: readonly ShownPage[], title: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.setTitle(title);
  for (const { packed, dpi } of pages) {
    const { width, height, bits, idat } = packed;
    const [across, down] = [(width / dpi) * 72, (height / dpi) * 72];
    const image = pdf.context.register(
      pdf.context.stream(idat, {
        Type: 'XObject',
        Subtype: 'Image',
        Width: width,
        Height: height,
        ColorSpace: 'DeviceGray',
        BitsPerComponent: bits,
        Filter: 'FlateDecode',
        DecodeParms: { Predictor: 15, Colors: 1, BitsPerComponent: bits, Columns: width },
      }),
    );
    const page = pdf.addPage([across, down]);
    page.node.setXObject(PDFName.of('Page'), image);
    const draw = `q ${across} 0 0 ${down} 0 0 cm /Page Do Q`;
    page.node.set(PDFName.of('Contents'), pdf.context.register(pdf.context.stream(draw)));
  }
  return pdf.save();
}
