//! The two sample contracts that the first page offers.

/// File name and bytes of a sample.
pub fn get(id: &str) -> Option<(&'static str, Vec<u8>)> {
    match id {
        "lease" => {
            Some(("云栖路商铺租赁合同（样本）.docx", include_bytes!("../../../samples/shangpu-zulin.docx").to_vec()))
        }
        "nda" => Some(("Mutual NDA (sample).docx", include_bytes!("../../../samples/mutual-nda.docx").to_vec())),
        _ => None,
    }
}
