//! Names of months in the languages in which servers print them.

use std::borrow::Cow;

/// The number of the month with this name, 1 to 12. A point or comma behind it does not matter, nor does its case.
pub(super) fn number(name: &[u8]) -> Option<u64> {
    if let [a, b, c] = name
        && let Some(month) = english([a | 0x20, b | 0x20, c | 0x20])
    {
        return Some(month);
    }
    let name = name.strip_suffix(b".").or(name.strip_suffix(b",")).unwrap_or(name);
    if name.len() < 2 || name.len() > 24 {
        return None;
    }
    let name = readable(name).to_lowercase();
    let month = NAMES.iter().position(|names| names.contains(&name.as_str()))?;
    Some(month as u64 + 1)
}

fn english(name: [u8; 3]) -> Option<u64> {
    Some(match &name {
        b"jan" => 1,
        b"feb" => 2,
        b"mar" => 3,
        b"apr" => 4,
        b"may" => 5,
        b"jun" => 6,
        b"jul" => 7,
        b"aug" => 8,
        b"sep" => 9,
        b"oct" => 10,
        b"nov" => 11,
        b"dec" => 12,
        _ => return None,
    })
}

/// UTF-8, else Latin-1: enough for `fév` and `März` from old servers.
fn readable(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => Cow::Owned(name.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// `Sun` to `Sat`, as full dates begin.
pub(super) fn is_weekday(name: &[u8]) -> bool {
    let [a, b, c] = name else { return false };
    let days = [b"sun", b"mon", b"tue", b"wed", b"thu", b"fri", b"sat"];
    days.contains(&&[a | 0x20, b | 0x20, c | 0x20])
}

/// What a number of an East Asian date counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
}

/// The unit at the beginning of `rest` and its length: 年月日 and 년월일 in UTF-8 and the encodings before it.
pub(super) fn unit(rest: &[u8]) -> Option<(Unit, usize)> {
    if rest.first().is_none_or(u8::is_ascii) {
        return None;
    }
    let found = UNITS.iter().find(|(_, bytes)| rest.starts_with(bytes));
    found.map(|(unit, bytes)| (*unit, bytes.len()))
}

/// UTF-8 Chinese and Japanese, UTF-8 Korean, EUC-JP, Shift JIS, GBK, Big5, EUC-KR.
const UNITS: [(Unit, &[u8]); 21] = [
    (Unit::Year, "年".as_bytes()),
    (Unit::Month, "月".as_bytes()),
    (Unit::Day, "日".as_bytes()),
    (Unit::Year, "년".as_bytes()),
    (Unit::Month, "월".as_bytes()),
    (Unit::Day, "일".as_bytes()),
    (Unit::Year, b"\xc7\xaf"),
    (Unit::Month, b"\xb7\xee"),
    (Unit::Day, b"\xc6\xfc"),
    (Unit::Year, b"\x94\x4e"),
    (Unit::Month, b"\x8c\x8e"),
    (Unit::Day, b"\x93\xfa"),
    (Unit::Year, b"\xc4\xea"),
    (Unit::Month, b"\xd4\xc2"),
    (Unit::Day, b"\xc8\xd5"),
    (Unit::Year, b"\xa6\x7e"),
    (Unit::Month, b"\xa4\xeb"),
    (Unit::Day, b"\xa4\xe9"),
    (Unit::Year, b"\xb3\xe2"),
    (Unit::Month, b"\xbf\xf9"),
    (Unit::Day, b"\xc0\xcf"),
];

/// Short and long names by month, in lower case: English, German, French, Italian, Spanish, Portuguese, Catalan, Dutch,
/// Danish, Norwegian, Swedish, Finnish, Polish, Czech, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian. Names
/// that mean different months in different languages are left out.
#[rustfmt::skip]
const NAMES: [&[&str]; 12] = [
    &["january", "jan", "jän", "januar", "januari", "jänner", "janv", "janvier", "gen", "gennaio", "ene", "enero", "janeiro",
      "gener", "tammi", "tammikuu", "tammikuuta", "sty", "stycznia", "led", "ledna", "ian", "ianuarie", "oca", "ocak",
      "ιαν", "янв", "января", "січ", "січня"],
    &["february", "feb", "febr", "februar", "februari", "fév", "févr", "février", "febbraio", "febrero", "fev", "fevereiro",
      "febrer", "helmi", "helmikuu", "helmikuuta", "lut", "lutego", "úno", "února", "februarie", "şub", "şubat",
      "φεβ", "фев", "февр", "февраля", "лют", "лютого"],
    &["march", "mar", "mär", "märz", "mrz", "mars", "marzo", "março", "març", "mrt", "maart", "marts", "maalis", "maaliskuu",
      "maaliskuuta", "marca", "bře", "března", "márc", "martie", "mart", "μάρ", "μαρ", "мар", "марта", "бер", "березня"],
    &["april", "apr", "avr", "avril", "aprile", "abr", "abril", "huhti", "huhtikuu", "huhtikuuta", "kwi", "kwietnia", "dub",
      "dubna", "ápr", "aprilie", "nis", "nisan", "απρ", "апр", "апреля", "кві", "квітня"],
    &["may", "mai", "mag", "maggio", "mayo", "maio", "maig", "mei", "maj", "touko", "toukokuu", "toukokuuta", "maja", "kvě",
      "května", "máj", "mayıs", "μάι", "μαϊ", "май", "мая", "тра", "травня"],
    &["june", "jun", "juni", "juin", "giu", "giugno", "junio", "junho", "juny", "kesä", "kesäkuu", "kesäkuuta", "cze",
      "czerwca", "čen", "června", "jún", "iun", "iunie", "haz", "haziran", "ιούν", "ιουν", "июн", "июня", "чер", "червня"],
    &["july", "jul", "juli", "juil", "juillet", "lug", "luglio", "julio", "julho", "juliol", "heinä", "heinäkuu",
      "heinäkuuta", "lip", "lipca", "čec", "července", "júl", "iul", "iulie", "tem", "temmuz", "ιούλ", "ιουλ", "июл", "июля",
      "лип", "липня"],
    &["august", "aug", "aoû", "août", "aout", "ago", "agosto", "agost", "augustus", "elo", "elokuu", "elokuuta", "sie",
      "sierpnia", "srp", "srpna", "ağu", "ağustos", "αύγ", "αυγ", "авг", "августа", "сер", "серпня"],
    &["september", "sep", "sept", "septembre", "set", "settembre", "septiembre", "setembro", "setembre", "syys", "syyskuu",
      "syyskuuta", "wrz", "września", "zář", "září", "szept", "septembrie", "eyl", "eylül", "σεπ", "сен", "сент", "сентября",
      "вер", "вересня"],
    &["october", "oct", "okt", "oktober", "octobre", "ott", "ottobre", "octubre", "out", "outubro", "loka", "lokakuu",
      "lokakuuta", "paź", "października", "říj", "října", "octombrie", "eki", "ekim", "οκτ", "окт", "октября", "жов", "жовтня"],
    &["november", "nov", "novembre", "noviembre", "novembro", "marras", "marraskuu", "marraskuuta", "lis", "listopada",
      "noi", "noiembrie", "kas", "kasım", "νοέ", "νοε", "ноя", "нояб", "ноября", "листопада"],
    &["december", "dec", "dez", "dezember", "déc", "décembre", "dic", "dicembre", "diciembre", "dezembro", "des", "desembre",
      "desember", "joulu", "joulukuu", "joulukuuta", "gru", "grudnia", "pro", "prosince", "decembrie", "ara", "aralık",
      "δεκ", "дек", "декабря", "гру", "грудня"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_months() {
        let all: Vec<_> = NAMES.iter().flat_map(|names| names.iter()).collect();
        for (at, name) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(name), "{name}");
            assert_eq!(&name.to_lowercase(), **name);
        }
    }

    #[test]
    fn names_are_read_in_any_case_and_old_encodings() {
        let cases: [(&[u8], Option<u64>); 8] = [
            (b"NOV", Some(11)),
            ("Янв".as_bytes(), Some(1)),
            (b"f\xe9v.", Some(2)),
            (b"M\xc4RZ", Some(3)),
            ("août".as_bytes(), Some(8)),
            ("Şub".as_bytes(), Some(2)),
            (b"root", None),
            (b"", None),
        ];
        for (name, month) in cases {
            assert_eq!(number(name), month, "{name:?}");
        }
    }
}
