/** Every figure of each store, category, supplier or product. */
export function FiguresPage() {
  return null;
}
