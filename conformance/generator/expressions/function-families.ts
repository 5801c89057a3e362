import type { Json } from '../../src/scenario.ts';
import type { Random } from '../random.ts';
import { call } from '../syntax.ts';
import { drawCall, signatures } from './signatures.ts';
import { literal } from './values.ts';

const STRINGS = signatures(`
upper text
lower text
initcap text
reverse text
length text
char_length text
octet_length text
bit_length text
substring text count count
substr text count
left text count
right text count
lpad text count word
rpad text count word
trim text
ltrim text
rtrim text
trim text word
ltrim text word
rtrim text word
btrim text word?
concat text text any*
concat_ws word text text texts*
repeat text count
replace text word word?
translate text word word
instr text word
locate word text count?
position word text
substring_index text word count
overlay text word count count?
ascii text
chr code
base64 binary
unbase64 base64
unhex hexes
hex text
md5 text
sha1 text
sha2 text sha
crc32 text
levenshtein text text
soundex text
format_string printf any
format_number real numberformat
find_in_set word text
elt index text text
contains text word
startswith text word
endswith text word
split_part text word index
space count
encode text charset
decode binary charset
url_encode text
url_decode url
parse_url url urlpart
luhn_check digits
mask text
hash text int
xxhash64 text long
str_to_map text
trim text
ascii word
`);

const PATTERNS = signatures(`
like text like
ilike text like
rlike text pattern
regexp_like text pattern
regexp_extract text pattern group
regexp_extract_all text pattern group
regexp_replace text pattern replacement
regexp_count text pattern
regexp_instr text pattern
regexp_substr text pattern
split text pattern count?
`);

const TIMES = signatures(`
year day
quarter day
month day
day day
dayofmonth day
dayofweek day
weekday day
dayofyear day
weekofyear day
hour instant
minute instant
second instant
date_add day days
date_sub day days
datediff day day
add_months day months
months_between instant instant boolean?
last_day day
next_day day weekday
trunc day unit
date_trunc unit instant
date_format instant format
to_date timetext format?
to_timestamp timetext format?
unix_timestamp instant
unix_timestamp timetext format
from_unixtime long format?
timestamp_seconds long
timestamp_seconds double
timestamp_millis long
timestamp_micros long
unix_seconds timestamp
unix_millis timestamp
unix_micros timestamp
unix_date date
date_from_unix_date days
make_date year month dayofmonth
make_timestamp year month dayofmonth hour minute second zone?
from_utc_timestamp instant zone
to_utc_timestamp instant zone
convert_timezone zone zone timestamp
date_part extract instant
to_unix_timestamp timetext format

`);

const SPANS = [
  '1 day',
  '-3 days',
  '5 seconds',
  '1500 milliseconds',
  '36 hours',
  '1 month',
  '1 year 2 months',
  '7 minutes 30 seconds',
  '1 week',
  '3 microseconds',
];

export function times(random: Random): Json {
  if (random.chance(0.88)) return drawCall(random, TIMES);
  const moment = literal(random, random.chance(0.75) ? 'timestamp' : 'date');
  return call(random.pick(['+', '-']), moment, call('interval', random.pick(SPANS)));
}

export function strings(random: Random): Json {
  return drawCall(random, STRINGS);
}

export function patterns(random: Random): Json {
  return drawCall(random, PATTERNS);
}
