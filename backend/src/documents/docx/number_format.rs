//! Numbers as Word writes them in lists (`ST_NumberFormat`, ECMA-376 part 1, 17.18.59).

/// A number in the format of that name; formats that are not known fall back to digits, as Word does.
///
/// `None` for formats that write nothing (`none`) or no number (`bullet`).
pub fn format(number: u32, name: &str) -> Option<String> {
    Some(match name {
        "none" | "bullet" => return None,
        "lowerLetter" => letters(number, 'a'),
        "upperLetter" => letters(number, 'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        "decimalZero" if number < 10 => format!("0{number}"),
        "decimalFullWidth" | "decimalFullWidth2" => number
            .to_string()
            .chars()
            .map(|digit| digit.to_digit(10).and_then(|d| char::from_u32(0xFF10 + d)).unwrap_or(digit))
            .collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            enclosed(number, &[(1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)])
        }
        "decimalEnclosedParen" => enclosed(number, &[(1, 20, 0x2474)]),
        "decimalEnclosedFullstop" => enclosed(number, &[(1, 20, 0x2488)]),
        "ideographEnclosedCircle" if (1..=10).contains(&number) => enclosed(number, &[(1, 10, 0x3280)]),
        "chineseCounting" | "taiwaneseCounting" if number < 100 => chinese(number, &SIMPLE),
        // Above ninety-nine this format writes digit by digit: 一○五.
        "chineseCounting"
        | "taiwaneseCounting"
        | "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital" => by_digit(number),
        "chineseCountingThousand" | "taiwaneseCountingThousand" | "ideographEnclosedCircle" => chinese(number, &SIMPLE),
        "japaneseCounting" | "koreanCounting" => chinese(number, &JAPANESE),
        "chineseLegalSimplified" => chinese(number, &LEGAL_SIMPLIFIED),
        "ideographLegalTraditional" | "japaneseLegal" => chinese(number, &LEGAL_TRADITIONAL),
        "ideographTraditional" => cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "ideographZodiacTraditional" => {
            format!("{}{}", nth(number, "甲乙丙丁戊己庚辛壬癸"), nth(number, "子丑寅卯辰巳午未申酉戌亥"))
        }
        "ordinal" => ordinal(number),
        "cardinalText" => capitalised(&cardinal(number)),
        "ordinalText" => capitalised(&ordinal_text(number)),
        _ => number.to_string(),
    })
}

/// a … z, aa, bb …: Word repeats the letter, it does not count on in base 26.
fn letters(number: u32, first: char) -> String {
    let Some(zero_based) = number.checked_sub(1) else { return String::new() };
    let letter = char::from_u32(u32::from(first) + zero_based % 26).unwrap_or(first);
    // Lists of thousands of letters are damage, and Word's own labels end at 30 × 26.
    let times = (zero_based / 26 + 1).min(30);
    std::iter::repeat_n(letter, times as usize).collect()
}

fn roman(number: u32) -> String {
    const PARTS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 32_767 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (worth, sign) in PARTS {
        while rest >= worth {
            text.push_str(sign);
            rest -= worth;
        }
    }
    text
}

fn enclosed(number: u32, ranges: &[(u32, u32, u32)]) -> String {
    ranges
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&number))
        .and_then(|(first, _, code)| char::from_u32(code + number - first))
        .map_or_else(|| number.to_string(), String::from)
}

/// Repeats a short series of signs.
fn cycle(number: u32, signs: &str) -> String {
    if number == 0 || number as usize > signs.chars().count() { number.to_string() } else { nth(number, signs) }
}

fn nth(number: u32, signs: &str) -> String {
    let Some(zero_based) = number.checked_sub(1) else { return String::new() };
    signs.chars().cycle().nth(zero_based as usize % signs.chars().count()).map(String::from).unwrap_or_default()
}

fn by_digit(number: u32) -> String {
    number
        .to_string()
        .bytes()
        .map(|digit| "○一二三四五六七八九".chars().nth(usize::from(digit.saturating_sub(b'0'))).unwrap_or('○'))
        .collect()
}

/// A way of writing Chinese numbers with units.
struct Counting {
    digits: &'static str,
    units: [&'static str; 4],
    ten_thousand: &'static str,
    /// Whether ten is 十 rather than 一十.
    short_ten: bool,
    /// Whether gaps are filled with the zero: 一百零五.
    zeros: bool,
}

const SIMPLE: Counting = Counting {
    digits: "零一二三四五六七八九",
    units: ["", "十", "百", "千"],
    ten_thousand: "万",
    short_ten: true,
    zeros: true,
};
const JAPANESE: Counting = Counting {
    digits: "〇一二三四五六七八九",
    units: ["", "十", "百", "千"],
    ten_thousand: "万",
    short_ten: true,
    zeros: false,
};
const LEGAL_SIMPLIFIED: Counting = Counting {
    digits: "零壹贰叁肆伍陆柒捌玖",
    units: ["", "拾", "佰", "仟"],
    ten_thousand: "萬",
    short_ten: false,
    zeros: true,
};
const LEGAL_TRADITIONAL: Counting = Counting {
    digits: "零壹貳參肆伍陸柒捌玖",
    units: ["", "拾", "佰", "仟"],
    ten_thousand: "萬",
    short_ten: false,
    zeros: true,
};

fn chinese(number: u32, counting: &Counting) -> String {
    let digit = |d: u32| counting.digits.chars().nth(d as usize).map(String::from).unwrap_or_default();
    if number == 0 {
        return digit(0);
    }
    // 32,767 is the largest number Word counts to.
    if number >= 100_000 {
        return number.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    if number >= 10_000 {
        text.push_str(&digit(number / 10_000));
        text.push_str(counting.ten_thousand);
    }
    for place in (0..4u32).rev() {
        let d = number / 10u32.pow(place) % 10;
        if d == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap && counting.zeros {
            text.push_str(&digit(0));
        }
        gap = false;
        let bare = d == 1 && ((place == 1 && counting.short_ten && text.is_empty()) || (place > 0 && !counting.zeros));
        if !bare {
            text.push_str(&digit(d));
        }
        text.push_str(counting.units[place as usize]);
    }
    text
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

fn cardinal(number: u32) -> String {
    let small = number as usize;
    match small {
        0..20 => ONES[small].to_owned(),
        20..100 if small.is_multiple_of(10) => TENS[small / 10].to_owned(),
        20..100 => format!("{}-{}", TENS[small / 10], ONES[small % 10]),
        100..1000 => {
            let rest = if number.is_multiple_of(100) { String::new() } else { format!(" {}", cardinal(number % 100)) };
            format!("{} hundred{rest}", ONES[small / 100])
        }
        1000..1_000_000 => {
            let rest =
                if number.is_multiple_of(1000) { String::new() } else { format!(" {}", cardinal(number % 1000)) };
            format!("{} thousand{rest}", cardinal(number / 1000))
        }
        _ => number.to_string(),
    }
}

fn ordinal_text(number: u32) -> String {
    let text = cardinal(number);
    let (head, last) = text.rfind([' ', '-']).map_or(("", text.as_str()), |at| text.split_at(at + 1));
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        word => word.strip_suffix('y').map_or_else(|| format!("{word}th"), |stem| format!("{stem}ieth")),
    };
    format!("{head}{last}")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        for (number, name, expected) in [
            (3, "decimal", "3"),
            (27, "lowerLetter", "aa"),
            (28, "upperLetter", "BB"),
            (14, "lowerRoman", "xiv"),
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (21, "chineseCounting", "二十一"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1001, "chineseCountingThousand", "一千零一"),
            (10, "chineseLegalSimplified", "壹拾"),
            (110, "japaneseCounting", "百十"),
            (3, "ideographTraditional", "丙"),
            (12, "ideographZodiac", "亥"),
            (2, "decimalEnclosedCircleChinese", "②"),
            (12, "decimalFullWidth", "１２"),
            (7, "decimalZero", "07"),
            (11, "ordinal", "11th"),
            (22, "ordinal", "22nd"),
            (21, "cardinalText", "Twenty-one"),
            (20, "ordinalText", "Twentieth"),
            (5, "no such format", "5"),
        ] {
            assert_eq!(format(number, name).as_deref(), Some(expected), "{number} {name}");
        }
        assert_eq!(format(1, "bullet"), None);
    }

    proptest::proptest! {
        #[test]
        fn different_numbers_never_look_alike(first in 1u32..2000, second in 1u32..2000) {
            for name in ["decimal", "lowerRoman", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "cardinalText", "ordinalText"] {
                proptest::prop_assert_eq!(first == second, format(first, name) == format(second, name));
            }
        }
    }
}
