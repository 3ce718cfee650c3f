//! Numbers in the formats that lists count in (ECMA-376 part 1, 17.18.59 ST_NumberFormat).

/// Digits 0 to 9 as they are read aloud; the zero of counting is a circle.
const DIGITS: &str = "〇一二三四五六七八九";
/// The same with the zero that is written between powers of ten.
const DIGITS_THOUSAND: &str = "零一二三四五六七八九";
/// Digits that cannot be altered by a stroke of the pen, simplified.
const LEGAL_SIMPLIFIED: &str = "零壹贰叁肆伍陆柒捌玖";
/// The same, traditional.
const LEGAL_TRADITIONAL: &str = "零壹貳參肆伍陸柒捌玖";
const POWERS: [&str; 5] = ["", "十", "百", "千", "万"];
const POWERS_LEGAL: [&str; 5] = ["", "拾", "佰", "仟", "萬"];
const HEAVENLY_STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const EARTHLY_BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";

/// The same formats by the numbers that DOC and RTF have for them ([MS-OSHARED] 2.2.1.3, MSONFC).
const BY_NUMBER: [&str; 45] = [
    "decimal",
    "upperRoman",
    "lowerRoman",
    "upperLetter",
    "lowerLetter",
    "ordinal",
    "cardinalText",
    "ordinalText",
    "hex",
    "chicago",
    "ideographDigital",
    "japaneseCounting",
    "aiueo",
    "iroha",
    "decimalFullWidth",
    "decimalHalfWidth",
    "japaneseLegal",
    "japaneseDigitalTenThousand",
    "decimalEnclosedCircle",
    "decimalFullWidth2",
    "aiueoFullWidth",
    "irohaFullWidth",
    "decimalZero",
    "bullet",
    "ganada",
    "chosung",
    "decimalEnclosedFullstop",
    "decimalEnclosedParen",
    "decimalEnclosedCircleChinese",
    "ideographEnclosedCircle",
    "ideographTraditional",
    "ideographZodiac",
    "ideographZodiacTraditional",
    "taiwaneseCounting",
    "ideographLegalTraditional",
    "taiwaneseCountingThousand",
    "taiwaneseDigital",
    "chineseCounting",
    "chineseLegalSimplified",
    "chineseCountingThousand",
    "decimal",
    "koreanDigital",
    "koreanCounting",
    "koreanLegal",
    "koreanDigital2",
];

/// The name of a format by its number; 255 is none, and what is not known is decimal.
pub(crate) fn of_number(number: u8) -> &'static str {
    match number {
        255 => "none",
        _ => BY_NUMBER.get(usize::from(number)).copied().unwrap_or("decimal"),
    }
}

/// Whether a text begins as a heading of the first level does in Chinese: with a counted number and the comma of lists.
pub(crate) fn begins_heading(text: &str) -> bool {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c| c == '十' || DIGITS.contains(c));
    rest.len() < text.len() && rest.starts_with('、')
}

/// `number` in the format with this name. Formats that a Chinese report never uses, and numbers beyond what a format
/// can count, come as decimals: a wrong-looking number is better than none.
pub(crate) fn numeral(format: &str, number: u32) -> String {
    let known = match format {
        "none" | "bullet" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(full_width(number)),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => one_of('\u{2474}', 20, number),
        "decimalEnclosedFullstop" => one_of('\u{2488}', 20, number),
        "ideographEnclosedCircle" => one_of('\u{3280}', 10, number),
        "lowerLetter" => letter('a', number),
        "upperLetter" => letter('A', number),
        "lowerRoman" => roman(number).map(|r| r.to_lowercase()),
        "upperRoman" => roman(number),
        "chineseCounting" | "taiwaneseCounting" | "koreanDigital2" if number < 100 => {
            powers(number, DIGITS, POWERS, Zero::Never, One::Bare)
        }
        "chineseCounting" | "taiwaneseCounting" | "koreanDigital2" => Some(positional(number)),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Some(positional(number)),
        "chineseCountingThousand" | "taiwaneseCountingThousand" => {
            powers(number, DIGITS_THOUSAND, POWERS, Zero::Between, One::BareTen)
        }
        "japaneseCounting" => powers(number, DIGITS, POWERS, Zero::Never, One::Bare),
        "chineseLegalSimplified" => powers(number, LEGAL_SIMPLIFIED, POWERS_LEGAL, Zero::Between, One::Said),
        "ideographLegalTraditional" => powers(number, LEGAL_TRADITIONAL, POWERS_LEGAL, Zero::Between, One::Said),
        "ideographTraditional" => nth(HEAVENLY_STEMS, number),
        "ideographZodiac" => nth(EARTHLY_BRANCHES, number),
        _ => None,
    };
    known.unwrap_or_else(|| number.to_string())
}

/// Whether a zero is written where a power of ten is skipped (101: with it, one hundred zero one).
#[derive(Clone, Copy, PartialEq)]
enum Zero {
    Never,
    Between,
}

/// Where the digit one is written before a power of ten.
#[derive(Clone, Copy, PartialEq)]
enum One {
    /// Never.
    Bare,
    /// Everywhere but at the head of 10 to 19.
    BareTen,
    /// Everywhere.
    Said,
}

fn digit(digits: &str, value: u32) -> char {
    digits.chars().nth(value as usize).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Digit by power of ten, up to 99 999.
fn powers(number: u32, digits: &str, powers: [&str; 5], zero: Zero, one: One) -> Option<String> {
    if number == 0 {
        return Some(digit(digits, 0).to_string());
    }
    if number > 99_999 {
        return None;
    }
    let mut text = String::new();
    let mut skipped = false;
    for (exponent, power) in powers.iter().enumerate().rev() {
        let value = number / 10u32.pow(exponent as u32) % 10;
        if value == 0 {
            skipped = !text.is_empty();
            continue;
        }
        if skipped && zero == Zero::Between {
            text.push(digit(digits, 0));
        }
        skipped = false;
        let bare = match one {
            One::Bare => exponent > 0,
            One::BareTen => exponent == 1 && number < 20,
            One::Said => false,
        };
        if value != 1 || !bare {
            text.push(digit(digits, value));
        }
        text.push_str(power);
    }
    Some(text)
}

fn positional(number: u32) -> String {
    number.to_string().chars().map(|c| digit(DIGITS, c.to_digit(10).unwrap_or(0))).collect()
}

fn full_width(number: u32) -> String {
    let shift = |c: char| char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap_or(c);
    number.to_string().chars().map(shift).collect()
}

fn circled(number: u32) -> Option<String> {
    match number {
        0 => Some('\u{24EA}'.to_string()),
        1..=20 => one_of('\u{2460}', 20, number),
        21..=35 => one_of('\u{3251}', 15, number - 20),
        36..=50 => one_of('\u{32B1}', 15, number - 35),
        _ => None,
    }
}

/// The character of a run of `count` that begins with `first` for the number 1.
fn one_of(first: char, count: u32, number: u32) -> Option<String> {
    let offset = number.checked_sub(1).filter(|o| *o < count)?;
    char::from_u32(first as u32 + offset).map(String::from)
}

fn nth(list: &str, number: u32) -> Option<String> {
    list.chars().nth(number.checked_sub(1)? as usize).map(String::from)
}

/// a to z, then aa, bb ... as Word counts; a number that would make a long row of letters is refused.
fn letter(first: char, number: u32) -> Option<String> {
    let index = number.checked_sub(1).filter(|n| *n < 26 * 8)?;
    let letter = char::from_u32(first as u32 + index % 26)?;
    Some(String::from(letter).repeat(index as usize / 26 + 1))
}

fn roman(number: u32) -> Option<String> {
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
    if number == 0 || number > 3999 {
        return None;
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, part) in PARTS {
        while rest >= value {
            text.push_str(part);
            rest -= value;
        }
    }
    Some(text)
}
