//! Fonts that name one of the predefined CMaps for Chinese, Japanese and Korean text (PDF 1.7, 9.7.5.2), which
//! the PDF reader does not know: they are given a CMap of their own that it does.
//!
//! Codes of the Unicode CMaps stand for themselves. Codes of the older ones (GBK-EUC-H, ETen-B5-H …) are
//! bytes of an encoding; they pass through the reader as signs of a private plane and are decoded after it.

use std::{borrow::Cow, ops::RangeInclusive};

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};
use pdf_extract::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

/// The planes that Unicode leaves to private use; a file rarely has even two of the older encodings.
const PRIVATE: [u32; 2] = [0xF_0000, 0x10_0000];
/// Width of a Latin letter of these fonts in thousandths; Chinese ones are as wide as high.
const HALF: i64 = 500;

/// The older encodings of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Encodings {
    used: Vec<Scheme>,
}

/// How bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scheme {
    /// UTF-16, two bytes each.
    Unicode,
    /// One or two bytes; the ranges of the single ones, and of the first of two.
    Bytes { encoding: &'static Encoding, single: &'static [RangeInclusive<u16>], lead: (u8, u8) },
    /// Rows and cells of JIS X 0208.
    Jis,
}

impl Scheme {
    /// The scheme of a predefined CMap (PDF 1.7, table 118).
    fn named(name: &str) -> Option<Self> {
        const ASCII: &[RangeInclusive<u16>] = &[0..=0x80];
        const KANA: &[RangeInclusive<u16>] = &[0..=0x80, 0xA0..=0xDF];
        let bytes = |encoding, single, lead| Some(Self::Bytes { encoding, single, lead });
        let base = name.strip_suffix("-H").or_else(|| name.strip_suffix("-V")).unwrap_or(name);
        if base.starts_with("Uni") && (base.contains("UCS2") || base.contains("UTF16")) {
            return Some(Self::Unicode);
        }
        match base {
            "GB-EUC" | "GBpc-EUC" | "GBK-EUC" | "GBKp-EUC" | "GBK2K" => bytes(GBK, ASCII, (0x81, 0xFE)),
            "B5pc" | "ETen-B5" | "ETenms-B5" | "HKscs-B5" => bytes(BIG5, ASCII, (0x87, 0xFE)),
            "KSC-EUC" | "KSCms-UHC" | "KSCms-UHC-HW" | "KSCpc-EUC" => bytes(EUC_KR, ASCII, (0x81, 0xFE)),
            "83pv-RKSJ" | "90ms-RKSJ" | "90msp-RKSJ" | "90pv-RKSJ" | "Add-RKSJ" | "Ext-RKSJ" => {
                bytes(SHIFT_JIS, KANA, (0x81, 0xFC))
            }
            "EUC" => bytes(EUC_JP, ASCII, (0x8E, 0xFE)),
            "H" | "V" => Some(Self::Jis),
            _ => None,
        }
    }

    /// The CMap that tells the reader where codes of one and two bytes begin and end; each code is its own CID.
    /// Codes that all have two bytes need none but `Identity-H`. The reader's parser takes half the length of a
    /// bound for the bytes of a code, so bounds are written twice as long as the standard has them.
    fn codes(&self) -> Option<String> {
        let Self::Bytes { single, lead, .. } = self else { return None };
        let mut ranges: String =
            single.iter().map(|range| format!("<{:04X}> <{:04X}>\n", range.start(), range.end())).collect();
        ranges.push_str(&format!("<0000{:02X}00> <0000{:02X}FF>\n", lead.0, lead.1));
        let count = single.len() + 1;
        Some(format!(
            "/CIDInit /ProcSet findresource begin\nbegincmap\n{count} begincodespacerange\n{ranges}endcodespacerange\n\
             1 begincidrange\n<0000> <FFFF> 0\nendcidrange\nendcmap\n"
        ))
    }

    /// The CMap from codes to Unicode; codes of bytes go to the private plane that begins at `plane`.
    fn unicode(&self, plane: u32) -> String {
        let (leads, start): (RangeInclusive<u32>, u32) = match self {
            Self::Unicode => (0..=0xFF, 0),
            Self::Jis => (0x21..=0x7E, plane),
            Self::Bytes { lead, .. } => (u32::from(lead.0)..=u32::from(lead.1), plane),
        };
        let mut ranges: Vec<String> = Vec::new();
        if let Self::Bytes { single, .. } = self {
            ranges.extend(single.iter().map(|range| {
                // Single bytes need their own encoding beyond ASCII.
                let start = if *range.start() > 0x80 { plane } else { 0 };
                format!("<{:02X}> <{:02X}> {}", range.start(), range.end(), utf16(start + u32::from(*range.start())))
            }));
        }
        // Surrogates stand for nothing alone.
        let leads = leads.filter(|lead| start > 0 || !(0xD8..=0xDF).contains(lead));
        ranges.extend(leads.map(|lead| format!("<{lead:02X}00> <{lead:02X}FF> {}", utf16(start + (lead << 8)))));
        let lists =
            ranges.chunks(100).map(|list| format!("{} beginbfrange\n{}\nendbfrange\n", list.len(), list.join("\n")));
        format!("/CIDInit /ProcSet findresource begin\nbegincmap\n{}endcmap\n", lists.collect::<String>())
    }

    /// The character of a code.
    fn decode(&self, code: u32) -> Option<Cow<'static, str>> {
        let high = u8::try_from(code >> 8).ok()?;
        let low = u8::try_from(code & 0xFF).ok()?;
        let (encoding, bytes) = match self {
            Self::Unicode => return None,
            Self::Jis => (EUC_JP, vec![high | 0x80, low | 0x80]),
            Self::Bytes { encoding, .. } if high == 0 => (*encoding, vec![low]),
            Self::Bytes { encoding, .. } => (*encoding, vec![high, low]),
        };
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
        Some(Cow::Owned(text.into_owned()))
    }
}

/// A character as UTF-16 in hexadecimal digits.
fn utf16(sign: u32) -> String {
    let units = match sign.checked_sub(0x1_0000) {
        None => format!("{sign:04X}"),
        Some(offset) => format!("{:04X}{:04X}", 0xD800 + (offset >> 10), 0xDC00 + (offset & 0x3FF)),
    };
    format!("<{units}>")
}

impl Encodings {
    /// Gives every font with a predefined CMap one that the reader knows.
    pub(super) fn prepare(pdf: &mut Pdf) -> Self {
        let mut encodings = Self::default();
        let named = |object: &Object| {
            let font = object.as_dict().ok()?;
            if font.get(b"Subtype").and_then(Object::as_name).ok()? != b"Type0" {
                return None;
            }
            let name = font.get(b"Encoding").and_then(Object::as_name).ok()?;
            Scheme::named(std::str::from_utf8(name).ok()?)
        };
        let fonts: Vec<(ObjectId, Scheme)> =
            pdf.objects.iter().filter_map(|(id, object)| Some((*id, named(object)?))).collect();
        for (id, scheme) in fonts {
            let Some(plane) = encodings.plane(scheme) else { continue };
            let codes = match scheme.codes() {
                Some(codes) => Object::Reference(pdf.add_object(stream(codes))),
                None => Object::Name(b"Identity-H".to_vec()),
            };
            let unicode = pdf.add_object(stream(scheme.unicode(plane)));
            let descendant = pdf.get_dictionary(id).ok().and_then(|font| descendant(pdf, font));
            if let Ok(font) = pdf.get_dictionary_mut(id) {
                font.set("Encoding", codes);
                if !font.has(b"ToUnicode") {
                    font.set("ToUnicode", unicode);
                }
            }
            if let Some(font) = descendant.and_then(|id| pdf.get_dictionary_mut(id).ok()) {
                // Widths are listed by the CIDs of the predefined CMap, which codes are not.
                let latin = vec![Object::Integer(HALF); 95];
                font.set("W", vec![Object::Integer(32), Object::Array(latin)]);
                if !font.has(b"FontDescriptor") {
                    font.set("FontDescriptor", Dictionary::new());
                }
            }
        }
        encodings
    }

    /// The private plane of a scheme; none is left for a third one.
    fn plane(&mut self, scheme: Scheme) -> Option<u32> {
        if scheme == Scheme::Unicode {
            return Some(0);
        }
        let known = self.used.iter().position(|used| *used == scheme);
        let place = known.unwrap_or_else(|| {
            self.used.push(scheme);
            self.used.len() - 1
        });
        PRIVATE.get(place).copied()
    }

    /// What the reader gave for a code, decoded where it is one of the older encodings.
    pub(super) fn decode<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.used.is_empty() || !text.chars().any(|sign| u32::from(sign) >= PRIVATE[0]) {
            return Cow::Borrowed(text);
        }
        let decoded = text.chars().map(|sign| {
            let code = u32::from(sign);
            let place = usize::from(code >= PRIVATE[1]);
            let scheme = self.used.get(place).filter(|_| code >= PRIVATE[0]);
            match scheme {
                Some(scheme) => scheme.decode(code & 0xFFFF).unwrap_or_default(),
                None => Cow::Owned(sign.to_string()),
            }
        });
        Cow::Owned(decoded.collect())
    }
}

fn stream(content: String) -> Stream {
    Stream::new(Dictionary::new(), content.into_bytes())
}

/// The CIDFont below a composite font.
fn descendant(pdf: &Pdf, font: &Dictionary) -> Option<ObjectId> {
    let list = match font.get(b"DescendantFonts").ok()? {
        Object::Reference(id) => pdf.get_object(*id).ok()?,
        list => list,
    };
    list.as_array().ok()?.first()?.as_reference().ok()
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use crate::documents::{ReadOptions, read};

    /// A page of one font with that predefined CMap, which shows these bytes line by line.
    fn pdf(cmap: &str, lines: &[Vec<u8>]) -> Vec<u8> {
        let mut shown = "BT /F1 12 Tf 72 760 Td\n".to_owned();
        for line in lines {
            let hex: String = line.iter().map(|byte| format!("{byte:02X}")).collect();
            shown.push_str(&format!("<{hex}> Tj 0 -20 Td\n"));
        }
        shown.push_str("ET");
        let objects = [
            "<</Type /Catalog /Pages 2 0 R>>".to_owned(),
            "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
            "<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>"
                .to_owned(),
            format!("<</Length {}>>\nstream\n{shown}\nendstream", shown.len()),
            format!("<</Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /{cmap} /DescendantFonts [6 0 R]>>"),
            "<</Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>> /DW 1000>>"
                .to_owned(),
        ];
        let mut file = "%PDF-1.4\n".to_owned();
        let mut places = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            places.push(file.len());
            file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
        }
        let table = file.len();
        file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
        for place in places {
            file.push_str(&format!("{place:010} 00000 n \n"));
        }
        file.push_str(&format!("trailer\n<</Size {} /Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1));
        file.into_bytes()
    }

    #[test]
    fn predefined_cmaps_are_read() {
        let lines = ["商铺租赁合同", "第一条租金为每月人民币12,000元。", "第二条押金为三个月租金。"];
        let utf16 = |text: &&str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let gbk = |text: &&str| GBK.encode(text).0.into_owned();
        for (cmap, bytes) in [
            ("UniGB-UCS2-H", lines.iter().map(utf16).collect::<Vec<_>>()),
            ("UniGB-UTF16-H", lines.iter().map(utf16).collect()),
            ("GBK-EUC-H", lines.iter().map(gbk).collect()),
            ("GBKp-EUC-H", lines.iter().map(gbk).collect()),
            ("GB-EUC-H", lines.iter().map(gbk).collect()),
        ] {
            let document = read(&pdf(cmap, &bytes), "a.pdf", &ReadOptions::default()).unwrap();
            let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(
                texts,
                ["商铺租赁合同", "第一条租金为每月人民币12,000元。", "第二条押金为三个月租金。"],
                "{cmap}"
            );
            assert!(document.warnings.is_empty(), "{cmap}: {:?}", document.warnings);
        }
        let big5 = encoding_rs::BIG5.encode("租賃合同").0.into_owned();
        assert_eq!(read(&pdf("ETen-B5-H", &[big5]), "a.pdf", &ReadOptions::default()).unwrap().text, "租賃合同");
    }
}
