import type { Total } from './content.ts';

/** In the order of `KINDS`. The first also stands for totals of several kinds. */
const NAMES: Readonly<Record<string, readonly [string, string, string, string, string]>> = {
  ar: ['المجموع', 'المتوسط', 'الحد الأدنى', 'الحد الأقصى', 'العدد'],
  cs: ['Celkem', 'Průměr', 'Minimum', 'Maximum', 'Počet'],
  da: ['I alt', 'Gennemsnit', 'Minimum', 'Maksimum', 'Antal'],
  de: ['Gesamt', 'Durchschnitt', 'Minimum', 'Maximum', 'Anzahl'],
  el: ['Σύνολο', 'Μέσος όρος', 'Ελάχιστο', 'Μέγιστο', 'Πλήθος'],
  en: ['Total', 'Average', 'Minimum', 'Maximum', 'Count'],
  es: ['Total', 'Promedio', 'Mínimo', 'Máximo', 'Recuento'],
  fa: ['جمع', 'میانگین', 'کمینه', 'بیشینه', 'تعداد'],
  fi: ['Yhteensä', 'Keskiarvo', 'Pienin', 'Suurin', 'Lukumäärä'],
  fr: ['Total', 'Moyenne', 'Minimum', 'Maximum', 'Nombre'],
  he: ['סה״כ', 'ממוצע', 'מינימום', 'מקסימום', 'כמות'],
  hi: ['कुल', 'औसत', 'न्यूनतम', 'अधिकतम', 'संख्या'],
  hu: ['Összesen', 'Átlag', 'Minimum', 'Maximum', 'Darab'],
  it: ['Totale', 'Media', 'Minimo', 'Massimo', 'Conteggio'],
  ja: ['合計', '平均', '最小', '最大', '件数'],
  ko: ['합계', '평균', '최소', '최대', '개수'],
  nb: ['Totalt', 'Gjennomsnitt', 'Minimum', 'Maksimum', 'Antall'],
  nl: ['Totaal', 'Gemiddelde', 'Minimum', 'Maximum', 'Aantal'],
  pl: ['Razem', 'Średnia', 'Minimum', 'Maksimum', 'Liczba'],
  pt: ['Total', 'Média', 'Mínimo', 'Máximo', 'Contagem'],
  ro: ['Total', 'Medie', 'Minim', 'Maxim', 'Număr'],
  ru: ['Итого', 'Среднее', 'Минимум', 'Максимум', 'Количество'],
  sv: ['Totalt', 'Medelvärde', 'Minimum', 'Maximum', 'Antal'],
  th: ['รวม', 'เฉลี่ย', 'ต่ำสุด', 'สูงสุด', 'จำนวน'],
  tr: ['Toplam', 'Ortalama', 'En düşük', 'En yüksek', 'Adet'],
  uk: ['Усього', 'Середнє', 'Мінімум', 'Максимум', 'Кількість'],
  vi: ['Tổng', 'Trung bình', 'Nhỏ nhất', 'Lớn nhất', 'Số lượng'],
  zh: ['合计', '平均', '最小', '最大', '计数'],
  'zh-Hant': ['合計', '平均', '最小', '最大', '計數'],
};
const KINDS: readonly Total[] = ['sum', 'average', 'min', 'max', 'count'];
/** Other codes for the languages above. */
const SAME: Readonly<Record<string, string>> = { iw: 'he', nn: 'nb', no: 'nb', yue: 'zh-Hant' };

/** What a total is called in a language (BCP 47); in English where the language is not said, or not one of those above. */
export function totalName(total: Total, language: string | null): string {
  return names(language)[KINDS.indexOf(total)] ?? '';
}

function names(tag: string | null): readonly string[] {
  const isTraditional = tag !== null && /^zh\b.*-(Hant|TW|HK|MO)\b/i.test(tag);
  const code = isTraditional ? 'zh-Hant' : (tag?.split('-')[0]?.toLowerCase() ?? 'en');
  const known = SAME[code] ?? code;
  return (Object.hasOwn(NAMES, known) ? NAMES[known] : undefined) ?? NAMES.en ?? [];
}
