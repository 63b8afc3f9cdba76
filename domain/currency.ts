const withoutMinor = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF';
const withThousandths = 'BHD IQD JOD KWD LYD OMR TND';

/**
 * How many digits a currency has behind the point (ISO 4217), as `minor_units` in SQL. Intl is not asked: it tells how
 * many people write (Unicode CLDR), which for forints, rupiah or Colombian pesos is none.
 */
export function minorDigits(currency: string): number {
  if (withoutMinor.includes(currency)) return 0;
  return withThousandths.includes(currency) ? 3 : 2;
}
