//! Chinese numerals, everyday and capital, and digits with Chinese units.

use super::{Decimal, Form, Numeral, english, skip_blanks};

/// What a character means within a number.
#[derive(Clone, Copy)]
enum Sign {
    /// A digit, 0 to 9.
    Digit(u8),
    /// 廿 and 卅: so many tens.
    Tens(u8),
    /// 十百千: a power of ten within a section of four digits.
    Unit(i32),
    /// 万 and 亿: closes a section.
    Section(i32),
}

fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '〇' | '零' | '○' => Sign::Digit(0),
        '一' | '壹' | '弌' => Sign::Digit(1),
        '二' | '贰' | '貳' | '两' | '兩' => Sign::Digit(2),
        '三' | '叁' | '參' | '叄' => Sign::Digit(3),
        '四' | '肆' => Sign::Digit(4),
        '五' | '伍' => Sign::Digit(5),
        '六' | '陆' | '陸' => Sign::Digit(6),
        '七' | '柒' => Sign::Digit(7),
        '八' | '捌' => Sign::Digit(8),
        '九' | '玖' => Sign::Digit(9),
        '廿' => Sign::Tens(2),
        '卅' => Sign::Tens(3),
        '十' | '拾' => Sign::Unit(1),
        '百' | '佰' => Sign::Unit(2),
        '千' | '仟' => Sign::Unit(3),
        '万' | '萬' => Sign::Section(4),
        '亿' | '億' => Sign::Section(8),
        _ => return None,
    })
}

/// A number in the making: 两亿三千万 is `total` 2×10⁸ with `section` 3000 when 万 comes.
struct Sum {
    total: Decimal,
    section: Decimal,
    number: Option<Decimal>,
    /// The last unit's power of ten, while a bare digit may still continue it: 一百二 is 120.
    continues: Option<i32>,
    end: usize,
}

/// Digits with an optional unit (`12.5万`), or a Chinese numeral.
pub(super) fn read(chars: &[char], at: usize) -> Option<Numeral> {
    let mut sum = Sum { total: Decimal::ZERO, section: Decimal::ZERO, number: None, continues: None, end: at };
    let mut form = Form::Chinese;
    while sum.step(chars, &mut form)? {}
    if sum.end == at {
        return None;
    }
    let value = sum.finish()?;
    let scaled = if form == Form::Arabic { english::read_multiplier(chars, sum.end) } else { None };
    match scaled {
        Some((power, end)) => Some(Numeral { value: value.shifted(power)?, end, form }),
        None => Some(Numeral { value, end: sum.end, form }),
    }
}

impl Sum {
    /// Takes the next sign; false when the number ends here, `None` when it grows too large.
    fn step(&mut self, chars: &[char], form: &mut Form) -> Option<bool> {
        let starts = self.number.is_none() && self.section == Decimal::ZERO && self.total == Decimal::ZERO;
        let next = chars.get(self.end).copied().unwrap_or('\0');
        if next.is_ascii_digit() {
            if self.number.is_some() {
                return Some(false);
            }
            let (value, end) = read_digits(chars, self.end)?;
            if starts {
                *form = Form::Arabic;
            }
            (self.number, self.end, self.continues) = (Some(value), end, None);
            return Some(true);
        }
        if next == '点' && !starts {
            return self.take_decimals(chars);
        }
        match sign(next) {
            Some(Sign::Digit(_)) if self.number.is_none() => {
                let (value, end) = read_run(chars, self.end)?;
                // 零 before a digit says that units are skipped, so 一百零二 is not 120.
                let skips = end > self.end + 1 || value == Decimal::ZERO;
                self.continues = self.continues.filter(|_| !skips);
                (self.number, self.end) = (Some(value), end);
            }
            Some(Sign::Tens(tens)) if self.number.is_none() => {
                self.section = self.section.plus(Decimal::from(u64::from(tens) * 10))?;
                (self.continues, self.end) = (None, self.end + 1);
            }
            Some(Sign::Unit(power)) => {
                // 十 may stand for 一十; 百元 alone is "hundreds of yuan", no number.
                let Some(count) = self.number.take().or((power == 1).then_some(Decimal::from(1))) else {
                    return Some(false);
                };
                self.section = self.section.plus(count.shifted(power)?)?;
                (self.continues, self.end) = (Some(power), self.end + 1);
            }
            Some(Sign::Section(power)) => return self.close_section(power, self.end + 1),
            _ => {
                // `12.5 万元`: a blank between digits and the unit.
                let after = skip_blanks(chars, self.end);
                if *form == Form::Arabic
                    && after > self.end
                    && let Some(Sign::Section(power)) = chars.get(after).copied().and_then(sign)
                {
                    return self.close_section(power, after + 1);
                }
                return Some(false);
            }
        }
        Some(true)
    }

    fn close_section(&mut self, power: i32, end: usize) -> Option<bool> {
        let section = self.section.plus(self.number.take().unwrap_or(Decimal::ZERO))?;
        if power == 8 {
            let all = self.total.plus(section)?;
            if all == Decimal::ZERO {
                return Some(false);
            }
            self.total = all.shifted(power)?;
        } else {
            if section == Decimal::ZERO {
                return Some(false);
            }
            self.total = self.total.plus(section.shifted(power)?)?;
        }
        (self.section, self.continues, self.end) = (Decimal::ZERO, Some(power), end);
        Some(true)
    }

    /// 点 and the digits after it.
    fn take_decimals(&mut self, chars: &[char]) -> Option<bool> {
        let digits: String = chars.get(self.end + 1..)?.iter().map_while(|c| digit(*c)).take(20).collect();
        let Ok(fraction) = format!("0.{digits}").parse::<Decimal>() else { return Some(false) };
        if digits.is_empty() {
            return Some(false);
        }
        self.number = Some(self.number.unwrap_or(Decimal::ZERO).plus(fraction)?);
        self.continues = None;
        self.end += 1 + digits.chars().count();
        Some(true)
    }

    fn finish(&self) -> Option<Decimal> {
        let number = self.number.unwrap_or(Decimal::ZERO);
        let number = match self.continues {
            Some(power) if power > 1 => number.shifted(power - 1)?,
            _ => number,
        };
        self.total.plus(self.section)?.plus(number)
    }
}

fn digit(c: char) -> Option<char> {
    match sign(c) {
        Some(Sign::Digit(digit)) => Some(char::from(b'0' + digit)),
        _ => c.is_ascii_digit().then_some(c),
    }
}

/// Chinese digits in a row, read by position: 二〇二六.
fn read_run(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let chinese = |c: &char| if c.is_ascii_digit() { None } else { digit(*c) };
    let run: String = chars.get(at..)?.iter().map_while(chinese).take(20).collect();
    let end = at + run.chars().count();
    run.parse().ok().map(|value| (value, end))
}

/// `144,000.50`: commas only before groups of three, a point only before a digit.
fn read_digits(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let is_digit = |index: usize| chars.get(index).is_some_and(char::is_ascii_digit);
    let group = |index: usize| (index + 1..index + 4).all(is_digit) && !is_digit(index + 4);
    let mut text = String::new();
    let mut end = at;
    let mut fraction = false;
    while let Some(&c) = chars.get(end) {
        let taken = match c {
            '0'..='9' => true,
            ',' => !fraction && group(end),
            '.' => !fraction && is_digit(end + 1),
            _ => false,
        };
        if !taken {
            break;
        }
        fraction |= c == '.';
        if c != ',' {
            text.push(c);
        }
        end += 1;
    }
    text.parse().ok().map(|value| (value, end))
}

/// The everyday form that clause numbers use: 12 → 十二, 105 → 一百零五.
#[must_use]
pub fn to_chinese(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let mut text = String::new();
    push(&mut text, number);
    match text.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => text,
    }
}

/// Splits at 亿, then at 万; 零 stands where the next lower place is empty.
fn push(text: &mut String, number: u64) {
    let (unit, sign) = match number {
        100_000_000.. => (100_000_000, '亿'),
        10_000.. => (10_000, '万'),
        _ => return push_section(text, number),
    };
    push(text, number / unit);
    text.push(sign);
    let rest = number % unit;
    if rest > 0 && rest < unit / 10 {
        text.push('零');
    }
    if rest > 0 {
        push(text, rest);
    }
}

fn push_section(text: &mut String, section: u64) {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut gap = false;
    let mut started = false;
    for (power, unit) in [(3, "千"), (2, "百"), (1, "十"), (0, "")] {
        let digit = section / 10_u64.pow(power) % 10;
        if digit == 0 {
            gap = started;
            continue;
        }
        if gap {
            text.push('零');
        }
        gap = false;
        started = true;
        text.extend(usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit)));
        text.push_str(unit);
    }
}
