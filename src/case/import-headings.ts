import { foldName } from '../model/names.ts'

/** How people call what we call otherwise, in English, Russian, Ukrainian and Korean; compared folded, without spaces. */
const CALLED: Readonly<Record<string, string>> = {
  observed:
    'date|day|when|dateobserved|observationdate|dateofobservation|datetime|sighted|seenon|seen|datum|дата|когда|день|коли|날짜|일자',
  place:
    'location|site|port|where|facility|locality|installation|station|yard|town|locationname|sitename|место|станция|порт|пункт|объект|где|локация|місце|станція|де|장소|위치',
  quantity:
    'count|number|amount|qty|howmany|total|numberofrailcars|numberofcontainers|countofrailcars|figure|cars|railcars|wagons|количество|кол-во|число|сколько|кількість|скільки|수량',
  unit: 'units|item|items|whatiscounted|единица|единицы|одиниця|단위',
  vessels: 'vessel|ship|ships|vesselname|shipname|nameofvessel|судно|суда|корабль|корабли|선박',
  source_url:
    'url|urls|link|links|sourcelink|sourcelinks|sourceurl|source|sources|web|website|webpage|hyperlink|ссылка|ссылки|источник|адрес|посилання|джерело|링크|출처',
  source: 'sources|reference|references|ref|sourcename|citedfrom|источник|источники|джерело|출처',
  source_title: 'title|headline|articletitle|documenttitle|заголовок',
  source_publisher: 'publisher|outlet|media|publishedby|издание|сми|видання',
  source_author: 'author|byline|writtenby|автор',
  source_published:
    'published|publication|posted|released|publicationdate|datepublished|publishdate|публикация|опубликовано|датапубликации|датапублікації',
  source_kind: 'sourcetype|sourcekind|typeofsource',
  position:
    'coordinates|coordinate|coords|latlong|latlon|gps|geolocation|latitudelongitude|координаты|координати|좌표',
  lat: 'latitude|широта',
  lon: 'longitude|lng|long|долгота|довгота',
  note: 'notes|comment|comments|remark|remarks|description|примечание|примечания|комментарий|описание|примітка|примітки|비고',
  quote_exact: 'quotation|excerpt|sourcequote|exactwords|цитата',
  locator: 'page|pages|pageno|pagenumber|страница',
  kind: 'type|category|what|observationtype|typeofobservation|тип|вид|категория|что|종류',
  outcome: 'result|visible',
  claimed_by: 'claimant|accordingto|claimedby',
  observation: 'no|nr|rowid|rowno|recordid|observationid|serial',
  caveats: 'caveat|limits|limitations',
  country: 'countrycode|isocountry|страна|країна',
  name: 'title|vessel|vesselname|ship|shipname|nameofvessel|place|placename|site|sitename|location|locationname|organization|organizationname|organisationname|company|companyname|название|наименование|имя|назва|이름',
  imo: 'imonumber|imono',
  mmsi: 'mmsinumber|mmsino',
  aliases: 'alias|othernames|alternativenames',
}

/** Fields of a citation's source are called without the prefix where the rows are sources themselves. */
const names = (field: string) => [field, ...(field.startsWith('source_') ? [field.slice(7)] : [])]

const BY_NAME = new Map<string, string[]>()
for (const [field, called] of Object.entries(CALLED)) {
  for (const name of called.split('|').map(plain)) {
    BY_NAME.set(name, [...new Set([...(BY_NAME.get(name) ?? []), ...names(field)])])
  }
}

/** Fields that a longer heading or a question may name by one of its words. */
const IN_WORDS = new Set([
  ...['observed', 'place', 'quantity', 'source_url', 'source_published', 'vessels', 'note', 'kind', 'name'],
  ...['url', 'published'],
])

/** Dates in such a column are not when something was seen. */
const OTHER_TIME =
  /^(?:added|entered|entry|created|modified|updated?|submitted|access(?:ed)?|retrieved|archived|recorded|publi(?:sh|shed|cation)|posted|released?|upload(?:ed)?|birth|built|публикации|публикация|публікації|добавления|создания|доступа)$/
/** When a form was sent; in the log of a machine, when something was seen. */
const TIME_OF_ENTRY = /^(?:timestamp|отметка|submission)$/
/** Figures in such a column are no counts. */
const NO_COUNT =
  /^(?:imo|mmsi|id|year|month|day|page|row|line|no|nr|phone|tel|zip|lat|latitude|lon|lng|longitude|speed|course|heading|score|confidence|accuracy|км|год|№)$/

function plain(heading: string): string {
  return foldName(heading).replace(/[^\p{L}\p{N}]/gu, '')
}

function wordsOf(heading: string): string[] {
  return foldName(heading.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** Whether a heading is "No. of cars" or the like. */
function isNumberOf([first = '', second]: readonly string[]): boolean {
  return second === 'of' && /^(?:no|nr|num|nos)$/.test(first)
}

/** Our names for what the whole of a heading is known to mean, likeliest first. */
export function calledExactly(heading: string): readonly string[] {
  return BY_NAME.get(plain(heading)) ?? []
}

/** Our names for what a longer heading may mean: "Site notes" are notes, a "Link to the source" is a link. */
export function calledInWords(heading: string): readonly string[] {
  const words = wordsOf(heading)
  if (isNumberOf(words)) return ['quantity']
  const linked = words.findIndex((word, at) => at > 0 && /^(?:of|to|for|in|at|on|from|with)$/.test(word))
  const head = linked === -1 ? words : words.slice(0, linked)
  const found = head.toReversed().flatMap((word) => BY_NAME.get(word) ?? [])
  return [...new Set(found)].filter(
    (field) =>
      IN_WORDS.has(field) && !(field === 'observed' && (isOtherTime(heading) || isTimeOfEntry(heading))),
  )
}

/** Whether a date in such a column is of something else than what was seen. */
export function isOtherTime(heading: string): boolean {
  return wordsOf(heading).some((word) => OTHER_TIME.test(word))
}

/** Whether such a column may say when a row was made. */
export function isTimeOfEntry(heading: string): boolean {
  return wordsOf(heading).some((word) => TIME_OF_ENTRY.test(word))
}

/** Whether figures in such a column are no counts. */
export function namesNoCount(heading: string): boolean {
  return wordsOf(heading).some((word) => NO_COUNT.test(word))
}
