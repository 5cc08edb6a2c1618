//! Words for the errors of the API and the command line that do not come from reading a file: what
//! is wrong, and what to do next. Codes are stable; scripts rely on them.

use crate::document::Language;

/// Every code with its sentence and its hint: Chinese, then English.
pub const PROBLEMS: &[(&str, [&str; 2], [&str; 2])] = &[
    (
        "auth.required",
        ["请先登录。", "登录后再试；程序请在请求头中带上密钥。"],
        ["Please sign in first.", "Sign in and try again; programs send their key in the Authorization header."],
    ),
    (
        "auth.wrong",
        ["账号或者密码不对。", "请核对后重新输入。"],
        ["The name or the password is wrong.", "Check both and try again."],
    ),
    (
        "auth.not_allowed",
        ["只有管理员可以这样做。", "请联系管理员。"],
        ["Only an administrator may do this.", "Ask your administrator."],
    ),
    (
        "auth.origin",
        ["请求不是从本系统的页面发出的，已拒绝。", "请在本系统的页面上操作；程序请使用密钥。"],
        [
            "The request did not come from one of our own pages and was refused.",
            "Use the pages of this server; programs use a key.",
        ],
    ),
    (
        "route.unknown",
        ["没有这个地址。", "请查看接口文档。"],
        ["There is nothing at this address.", "See the API reference."],
    ),
    (
        "request.malformed",
        ["请求的格式不对。", "请对照接口文档检查。"],
        ["The request does not have the right form.", "Compare it with the API reference."],
    ),
    (
        "upload.no_file",
        ["没有收到文件。", "请选择一份合同后再上传。"],
        ["No file arrived.", "Choose a contract and upload it again."],
    ),
    (
        "upload.interrupted",
        ["上传中断了，没有保存任何内容。", "请检查网络后重新上传。"],
        ["The upload was interrupted; nothing was stored.", "Check the connection and upload again."],
    ),
    (
        "contract.unknown",
        ["没有这份合同。", "它可能属于其他组织，请回到合同列表。"],
        ["There is no such contract.", "It may belong to another organisation; go back to the list."],
    ),
    (
        "version.unknown",
        ["没有这份合同文件。", "请回到合同列表重新打开。"],
        ["There is no such contract version.", "Open the contract again from the list."],
    ),
    (
        "rulebook.unknown",
        ["没有这份审查清单。", "请从列表中选择一份。"],
        ["There is no such rulebook.", "Choose one from the list."],
    ),
    (
        "review.unknown",
        ["没有这次审查。", "请回到合同列表重新打开。"],
        ["There is no such review.", "Open the contract again from the list."],
    ),
    (
        "review.unknown_position",
        ["这份清单没有这个立场。", "请从清单的立场中选择一个。"],
        ["The rulebook has no such position.", "Choose one of the rulebook's positions."],
    ),
    (
        "review.bad_date",
        ["日期写法不对。", "请写成 2026-11-23 这样。"],
        ["This is not a date.", "Write it like 2026-11-23."],
    ),
    (
        "review.unknown_point",
        ["清单里没有这个审查点。", "请核对审查点的编号。"],
        ["The rulebook has no such point.", "Check the point's id."],
    ),
    (
        "review.no_base",
        ["没有可以对照的旧稿。", "请在同一合同的历史版本中选择，或者审查全文。"],
        ["There is no earlier version to compare with.", "Choose one of the same contract, or review the whole."],
    ),
    (
        "review.bad_context",
        ["一并阅读的文件不对。", "请选择其他合同的版本，最多十份。"],
        ["The documents to read beside the contract do not fit.", "Name versions of other contracts, at most ten."],
    ),
    (
        "review.long_deal",
        ["交易背景太长。", "请写在 1000 字以内。"],
        ["The description of the deal is too long.", "Keep it within 1,000 characters."],
    ),
    (
        "review.failed",
        ["审查没有完成。", "请重新审查；仍然不行请告诉管理员。"],
        ["The review did not finish.", "Run it again; if it fails again, tell your administrator."],
    ),
    (
        "finding.unknown",
        ["没有这个风险点。", "请刷新页面后再试。"],
        ["There is no such finding.", "Reload the page and try again."],
    ),
    (
        "decision.reason_missing",
        ["忽略一个风险点需要写明理由。", "写一句理由，日后可查。"],
        ["Dismissing a finding needs a reason.", "Write one line; it is kept with the decision."],
    ),
    (
        "decision.text_missing",
        ["改写和批注需要写下文字。", "请写下要用的文字。"],
        ["An edit or a comment needs its words.", "Write the words to use."],
    ),
    (
        "decision.nothing_to_accept",
        ["这个风险点没有建议的修改。", "可以批注，也可以忽略。"],
        ["This finding proposes no change.", "Comment on it or dismiss it."],
    ),
    (
        "wording.none",
        ["这个风险点没有可以改写的文字。", "可以批注，或者忽略。"],
        ["This finding proposes no wording.", "Comment on it or dismiss it."],
    ),
    (
        "wording.no_wish",
        ["请说明要怎样改写。", "用一句话写下要求，例如“语气和缓一些”。"],
        ["Say what should be different.", "One sentence will do, such as \"softer in tone\"."],
    ),
    (
        "redline.not_docx",
        ["只有 Word 文件（.docx）可以出修订稿。", "请上传这份合同的 Word 版本；审查报告仍可下载。"],
        [
            "Only a Word file (.docx) can be redlined.",
            "Upload the Word version of this contract; the report can be downloaded as it is.",
        ],
    ),
    (
        "report.failed",
        ["报告没有写成。", "请再试一次；仍然不行请告诉管理员。"],
        ["The report could not be written.", "Try again; if it fails again, tell your administrator."],
    ),
    (
        "article.unknown",
        ["法条库里没有这一条。", "请核对法律名称和条号。"],
        ["The statute index has no such article.", "Check the law's name and the number."],
    ),
    (
        "storage.failed",
        ["数据暂时存取不了。", "请稍后再试；仍然不行请告诉管理员。"],
        [
            "Data cannot be stored or read at the moment.",
            "Try again shortly; if it fails again, tell your administrator.",
        ],
    ),
    (
        "input.unreadable",
        ["文件打不开。", "请核对路径和权限。"],
        ["The file cannot be opened.", "Check the path and the permissions."],
    ),
    (
        "edits.malformed",
        ["修改清单的格式不对。", "请对照文档检查 JSON。"],
        ["The list of edits does not have the right form.", "Compare the JSON with the documentation."],
    ),
    (
        "output.unwritable",
        ["结果写不出去。", "请核对路径、权限和磁盘空间。"],
        ["The result cannot be written.", "Check the path, the permissions and the disk space."],
    ),
    (
        "settings.malformed",
        ["设置文件有错误。", "请对照文档检查。"],
        ["The settings file has an error.", "Compare it with the documentation."],
    ),
    (
        "runtime.failed",
        ["程序启动不了。", "请检查系统资源。"],
        ["The program cannot start.", "Check the system's resources."],
    ),
    (
        "listen.failed",
        ["监听不了这个地址。", "换一个端口，例如 --listen 127.0.0.1:3001。"],
        ["This address cannot be listened on.", "Choose another port, such as --listen 127.0.0.1:3001."],
    ),
    (
        "model.settings",
        ["模型的设置有错误。", "请核对地址、名称和密钥。"],
        ["The model's settings are wrong.", "Check the address, the name and the key."],
    ),
    (
        "model.none",
        ["没有接入模型。", "请管理员用 PACTA_MODEL_PRESET 或者 PACTA_MODEL_URL 接入；在此之前请自己改写。"],
        [
            "No model is connected.",
            "Have one set with PACTA_MODEL_PRESET or PACTA_MODEL_URL; until then word it yourself.",
        ],
    ),
    (
        "model.failed",
        ["模型服务没有给出可用的回答。", "请核对地址、名称和密钥，或者稍后再试。"],
        ["The model server gave no usable answer.", "Check the address, the name and the key, or try later."],
    ),
    (
        "account.no_organisation",
        ["还没有组织。", "先启动一次 pacta serve。"],
        ["There is no organisation yet.", "Start `pacta serve` once."],
    ),
    ("account.unknown", ["没有这个账号。", "请核对账号。"], ["Nobody signs in with that name.", "Check the name."]),
    (
        "rulebook.invalid",
        ["审查清单有错误。", "按列出的位置改正后再试。"],
        ["The rulebook has errors.", "Correct them at the places listed and try again."],
    ),
];

/// The sentence and the hint of a code.
#[must_use]
pub fn words(code: &str, language: Language) -> (&'static str, &'static str) {
    let found = PROBLEMS.iter().find(|(known, ..)| *known == code);
    match (found, language) {
        (Some((_, zh, _)), Language::Zh) => (zh[0], zh[1]),
        (Some((_, _, en)), Language::En) => (en[0], en[1]),
        (None, Language::Zh) => ("出错了。", "请再试一次。"),
        (None, Language::En) => ("Something went wrong.", "Please try again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_one_says_what_to_do_in_both_languages() {
        for (index, (code, zh, en)) in PROBLEMS.iter().enumerate() {
            assert!(PROBLEMS[..index].iter().all(|(other, ..)| other != code), "{code} twice");
            assert!(zh.iter().chain(en).all(|words| !words.is_empty()), "{code} lacks words");
        }
    }
}
