//! Chinese and Western numerals as laws and citations write them.

/// The digits a number may be written with, as the inside of a regular expression's alternation.
pub(super) const NUMBER: &str = "[0-9],[0-9]{3}|[0-9０-９]+|[零〇一二三四五六七八九十百千]+";

/// Reads 585, ５８５, 五百八十五 and 五八五; `None` for zero, overflow and anything else.
pub(super) fn numeral(digits: &str) -> Option<u32> {
    if !well_formed(digits) {
        return None;
    }
    let (mut total, mut current, mut units) = (0_u32, 0_u32, false);
    let mut spelled = false;
    for digit in digits.chars().filter(|digit| *digit != ',') {
        if let Some(value) = western(digit) {
            current = current.checked_mul(10)?.checked_add(value)?;
            continue;
        }
        let unit = match digit {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '〇' => 0,
            _ => {
                let place = "零一二三四五六七八九".chars().position(|known| known == digit)?;
                let value = u32::try_from(place).ok()?;
                // 一百二十 counts by units, 五八五 by places.
                current = if units || !spelled { value } else { current.checked_mul(10)?.checked_add(value)? };
                spelled = true;
                continue;
            }
        };
        if unit == 0 {
            current = if units { 0 } else { current.checked_mul(10)? };
            continue;
        }
        units = true;
        total = total.checked_add(current.max(1).checked_mul(unit)?)?;
        current = 0;
    }
    Some(total.checked_add(current)?).filter(|value| *value > 0)
}

/// Units stand once each and in their order: neither 五百五百 nor 百十千 is a number.
fn well_formed(digits: &str) -> bool {
    let units: Vec<usize> =
        digits.chars().filter_map(|digit| "千百十".chars().position(|unit| unit == digit)).collect();
    let falling = units.windows(2).all(|pair| pair[0] < pair[1]);
    let mut previous = None;
    let bare = digits.chars().any(|digit| {
        let unit = |c: char| "百千".contains(c);
        let lone = unit(digit) && previous.is_none_or(unit);
        previous = Some(digit);
        lone
    });
    falling && !bare
}

fn western(digit: char) -> Option<u32> {
    let code = u32::from(digit);
    match digit {
        '0'..='9' => code.checked_sub(u32::from('0')),
        '０'..='９' => code.checked_sub(u32::from('０')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn reads_numerals() {
        for (digits, value) in [
            ("585", Some(585)),
            ("５８５", Some(585)),
            ("五百八十五", Some(585)),
            ("五八五", Some(585)),
            ("十", Some(10)),
            ("十五", Some(15)),
            ("二十", Some(20)),
            ("一百零三", Some(103)),
            ("一百〇三", Some(103)),
            ("一百二十", Some(120)),
            ("一千二百六十", Some(1260)),
            ("一千零一", Some(1001)),
            ("1,165", Some(1165)),
            ("五百五百", None),
            ("百十千", None),
            ("0", None),
            ("99999999999", None),
        ] {
            assert_eq!(numeral(digits), value, "{digits}");
        }
    }
}
