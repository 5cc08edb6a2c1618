//! Every string on screen, in Chinese and in English, written separately rather than translated.

use leptos::prelude::*;
use pacta_domain::document::Language;

/// The language of the page; fixed while it is open, since switching loads it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale(pub Language);

/// The language of the current page.
#[must_use]
pub fn language() -> Language {
    use_context::<Locale>().map_or(Language::Zh, |locale| locale.0)
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $(
            $(#[$doc])*
            #[doc = concat!("“", $zh, "” / “", $en, "”")]
            #[must_use]
            pub fn $name() -> &'static str {
                match language() { Language::Zh => $zh, Language::En => $en }
            }
        )*
    };
}

words! {
    product: "契 Pacta", "Pacta";
    tagline: "合同审查台", "Contract review";
    sign_in: "登录", "Sign in";
    sign_in_name: "账号", "Name";
    password: "密码", "Password";
    sign_in_wrong: "账号或者密码不对，请核对后重新输入。", "The name or the password is wrong. Check both and try again.";
    sign_in_first: "第一次启动时，账号和一次性密码显示在启动 Pacta 的终端里。", "On the first start the name and a one-time password are printed in the terminal that started Pacta.";
    sign_out: "退出", "Sign out";
    skip: "跳到正文", "Skip to content";
    to_dark: "深色", "Dark";
    to_light: "浅色", "Light";
    other_language: "English", "中文";
    contracts: "合同", "Contracts";
    drop_title: "把合同拖到这里", "Drop a contract here";
    drop_hint: "Word、PDF、文本文件或者页面的扫描图片，不超过 50 MB。原件逐字节保存。", "Word, PDF, plain text or scanned pages, up to 50 MB. The original is kept byte for byte.";
    choose_file: "选择文件", "Choose a file";
    drop_now: "松开即上传", "Release to upload";
    uploading: "正在上传", "Uploading";
    reading: "正在读取合同…", "Reading the contract…";
    upload_failed: "上传中断了，没有保存任何内容。请检查网络后重新上传。", "The upload was interrupted; nothing was stored. Check the connection and upload again.";
    too_large: "文件超过 50 MB。请去掉大图后另存，再上传。", "The file is larger than 50 MB. Remove large pictures, save it again and upload.";
    try_sample: "先用样本合同试一试", "Try it with a sample contract";
    sample_lease: "商铺租赁合同（中文）", "Retail lease (Chinese)";
    sample_nda: "保密协议（英文）", "Non-disclosure agreement (English)";
    no_contracts: "还没有合同。", "No contracts yet.";
    no_contracts_hint: "上传一份，几秒钟后就能看到第一轮审查。", "Upload one, and the first review is there in seconds.";
    column_contract: "合同", "Contract";
    column_review: "最近一次审查", "Latest review";
    column_risks: "风险", "Risks";
    column_uploaded: "上传", "Uploaded";
    not_reviewed: "尚未审查", "Not reviewed";
    start_review: "开始审查", "Start the review";
    review_again: "重新审查", "Review again";
    open_desk: "打开审查台", "Open the desk";
    new_review: "新的审查", "New review";
    rulebook: "审查清单", "Rulebook";
    position: "审查立场", "Position";
    strictness: "审查尺度", "Strictness";
    strict: "从严", "Strict";
    neutral: "中立", "Neutral";
    lenient: "从宽", "Lenient";
    strict_hint: "只接受标准立场", "Only the standard position is acceptable";
    neutral_hint: "接受行业惯常条件", "Customary terms are acceptable";
    lenient_hint: "只标真正有害的", "Only what truly hurts is flagged";
    neutral_position: "中立", "Neutral";
    neutral_position_hint: "不站任何一方，问全部审查点", "On nobody's side; every point is asked";
    guessed: "根据合同判断", "guessed from the contract";
    no_rulebook_fits: "没有为这类合同写的审查清单。可以选一份试试，但结论多半不适用于这份合同。", "No rulebook was written for this kind of contract. You may try one, but most of its results will not suit this contract.";
    does_not_fit: "不是为这类合同写的", "not written for this kind of contract";
    what_was_read: "读到的内容", "What was read";
    parties: "当事人", "Parties";
    no_parties: "没有读到当事人", "No parties were recognised";
    blocks: "段", "paragraphs";
    points: "个审查点", "points";
    engine: "引擎", "Engine";
    engine_builtin: "内置", "Built-in";
    model_title: "模型", "Model";
    model_server: "服务", "Server";
    model_name: "模型", "Model";
    model_address: "地址", "Address";
    model_key: "密钥", "Key";
    key_set: "已设置", "set";
    key_not_set: "未设置", "not set";
    model_hides: "发送前隐去", "Hidden before sending";
    hides_nothing: "不隐去", "nothing";
    hides_names: "姓名、名称、证件号、电话、账号、地址", "names, identity numbers, phones, accounts, addresses";
    hides_amounts: "以上各项和金额", "these and amounts";
    model_concurrency: "同时请求", "Requests at a time";
    model_votes: "每次判断的意见数", "Opinions on a judgement";
    model_budget: "每次审查的 token 上限", "Tokens of a review";
    no_limit: "不限", "no limit";
    model_presets: "可以接入的服务", "Servers known by name";
    model_presets_hint: "在启动服务的环境变量或者配置文件中写上预设和密钥（PACTA_MODEL_KEY），重新启动后生效；地址和模型可以另行指定。", "Set a preset and the key (PACTA_MODEL_KEY) in the environment or the settings file and start again; address and model can be given too.";
    test_connection: "测试连接", "Test the connection";
    testing: "正在测试…", "Testing…";
    model_answers: "模型有回答。", "The model answers.";
    model_does_not_answer: "没有得到回答。", "No answer.";
    form_schema: "支持按 JSON Schema 回答", "keeps to a JSON schema";
    form_object: "支持 JSON 回答", "answers in JSON";
    form_text: "只能用提示词要求格式", "form by prompt only";
    well_formed: "格式正确", "well formed";
    not_well_formed: "格式不对", "not well formed";
    findings: "风险", "Risks";
    needs_lawyer: "待律师", "For a lawyer";
    passed: "通过", "Passed";
    not_applicable: "不适用", "N/A";
    handled: "已处理", "Handled";
    high_left: "项高风险未处理", "high left";
    none_high_left: "高风险已全部处理", "no high risk left";
    contract_text: "合同正文", "Contract text";
    results: "审查结果", "Review results";
    risk_map: "风险分布", "Where the risks are";
    high: "高", "High";
    medium: "中", "Medium";
    low: "低", "Low";
    verified: "原文已核对", "Checked against the text";
    unverified: "引文未能在原文中核对，请律师查看", "This quote is not in the text; a lawyer must look";
    in_the_text: "正文", "In the text";
    missing_in_contract: "合同未约定", "Not in the contract";
    searched: "检索过", "Searched";
    searched_blocks: "段，检索词", "paragraphs for";
    closest: "最接近的段落", "Closest passages";
    proposal_replace: "建议修改（保留其余文字）", "Proposed change (all else stays)";
    proposal_insert: "建议增加一款", "Proposed addition";
    proposal_delete: "建议删除", "Proposed deletion";
    proposal_comment: "建议批注", "Proposed comment";
    not_placed: "未找到可以安全改动的位置，修订稿中将以批注给出这段文字。", "No safe place was found; the redline will carry this wording as a comment.";
    no_proposal: "这一点没有现成的修改建议，可以批注或者忽略。", "No wording is proposed for this point; comment or dismiss.";
    standard: "标准立场", "Standard position";
    fallback: "退让方案", "Fallback";
    accept: "接受", "Accept";
    on_one_clause: "个风险点在同一条，合为一项建议", "points on one clause, one recommendation";
    accept_group: "全部接受", "Accept all";
    edit: "改写", "Edit";
    comment: "批注", "Comment";
    dismiss: "忽略…", "Dismiss…";
    undo: "撤销", "Undo";
    save: "保存", "Save";
    cancel: "取消", "Cancel";
    your_wording: "改写为", "Your wording";
    reword: "用一句话请模型改写", "Ask the model for another wording";
    reword_example: "例如：语气和缓些，改为二十日", "such as: softer, twenty days";
    reword_do: "改写", "Reword";
    rewording: "正在改写…", "Rewording…";
    rewording_needs_model: "接入模型后，可以用一句话请它改写。", "With a model connected, one sentence gets another wording.";
    your_comment: "批注内容", "Your comment";
    dismiss_reason: "忽略的理由（留存备查）", "Reason for dismissing (kept on record)";
    preview: "预览", "Preview";
    was_accepted: "已接受", "Accepted";
    was_edited: "已改写", "Edited";
    was_dismissed: "已忽略", "Dismissed";
    was_commented: "已批注", "Commented";
    download: "下载", "Download";
    download_redline: "修订稿", "Redline";
    download_redline_hint: "已接受、改写和批注的风险点，写进原文件的修订与批注", "What you accepted, edited or commented on, as tracked changes in the original file";
    download_all: "修订稿（全部建议）", "Redline with every proposal";
    download_all_hint: "除已忽略的以外，全部建议", "Every proposal that was not dismissed";
    download_clean: "清洁稿", "Clean copy";
    download_clean_hint: "修订全部接受、没有批注", "All changes accepted, no comments";
    download_report: "审查报告", "Review report";
    download_report_hint: "给客户的 Word 报告", "A Word report for the client";
    download_original: "原件", "Original";
    download_original_hint: "上传的文件，一个字节也没有改", "The uploaded file, byte for byte";
    not_word: "上传的不是 Word 文件：修订稿和清洁稿写在按读到的文字新做的 Word 文件里，版式以原件为准。", "What was uploaded is no Word file: redline and clean copy are a new Word file of the text as it was read; the layout is the original's.";
    nothing_decided: "尚未处理任何风险点，修订稿与原件相同", "Nothing is decided yet; the redline equals the original";
    running: "正在审查", "Reviewing";
    queued: "排队中", "Queued";
    failed: "审查没有完成", "The review did not finish";
    failed_hint: "已有结果都保留着。请重新审查；仍然不行请告诉管理员。", "What there is was kept. Run it again; if it fails again, tell your administrator.";
    new_findings: "条新结果", "new";
    no_risks: "没有发现风险。", "No risk was found.";
    no_risks_hint: "请看一眼“待律师”和“通过”：那里写着核对过什么。", "Have a look at what is left to a lawyer and what passed: it says what was checked.";
    nothing_here: "这一栏是空的。", "Nothing here.";
    waiting_for_first: "审查点正在逐一核对，结果会在这里出现。", "Points are being checked; results appear here.";
    why_this: "为什么这样判断", "Why this result";
    node_locate: "定位", "Locate";
    node_extract: "抽取", "Extract";
    node_judge: "判断", "Judge";
    node_classify: "分类", "Classify";
    node_compare: "比较", "Compare";
    node_failed: "未完成", "Failed";
    read_whole: "读了合同全文", "Read the whole contract";
    read_some: "读了", "Read";
    read_some_after: "段", "paragraphs";
    by_cues: "由关键词与结构判断", "Answered by cues and structure";
    by_model: "模型回答", "Answered by the model";
    from_memory: "沿用已有回答", "Known from before";
    tokens: "个 token", "tokens";
    retried: "次重试", "retries";
    shared_request: "个问题共用一次请求", "questions shared the request";
    cues_agree: "与关键词判断一致", "The cues agree";
    cues_disagree: "与关键词判断不一致", "The cues disagree";
    quote_missed: "第一次的引文在合同里找不到，已重新提问：", "Its first quote is not in the contract; it was asked again:";
    show_prompt: "提示词", "Prompt";
    branch_else: "其他", "otherwise";
    branch_found: "找到", "found";
    branch_ok: "有约定", "stated";
    leads_to_lawyer: "请律师看", "a lawyer looks";
    in_doubt: "把握较低：请对照原文核对。", "Not sure: please check against the text.";
    stop: "停止", "Stop";
    stopped: "审查已停止", "The review was stopped";
    stopped_hint: "已有结果都保留着；要看完整结果请重新审查。", "What there is was kept; run it again for the rest.";
    no_trace: "这次审查没有留下过程记录。", "This review kept no record of its steps.";
    answer_found: "找到", "found";
    answer_missing: "没有找到", "not found";
    answer_yes: "是", "yes";
    answer_no: "否", "no";
    answer_unclear: "无法判断", "unclear";
    answer_absent: "没有约定", "absent";
    preferences: "语言、主题与退出", "Language, theme, sign-out";
    keys: "快捷键", "Keys";
    keys_text: "J 下一条 · K 上一条 · A 接受 · E 改写 · C 批注 · D 忽略 · U 撤销", "J next · K previous · A accept · E edit · C comment · D dismiss · U undo";
    builtin_note: "内置引擎按规则和结构判断，不理解没有写进清单的说法；拿不准的都列在“待律师”。", "The built-in engine works by rules and structure and does not understand wording outside the rulebook; what it is unsure of is left to a lawyer.";
    not_found_title: "没有这个页面", "There is no such page";
    not_found_hint: "它可能已被移走，或者属于其他组织。", "It may have moved, or belong to another organisation.";
    back_to_contracts: "回到合同列表", "Back to the contracts";
    error_title: "出了点问题", "Something went wrong";
    reload: "重新载入", "Reload";
    show_findings: "展开结果", "Show results";
    hide_findings: "收起", "Hide";
    version: "第", "Version";
    version_after: "稿", "";
    article: "第", "art.";
    article_after: "条", "";
    in_force_from: "起施行", "in force since";
    amended: "已修订", "amended";
    repealed: "已废止", "repealed";
    not_yet: "尚未施行", "not yet in force";
    inserted_here: "在此处增加", "Added here";
    saving_failed: "没有保存成功，请再试一次。", "It was not saved. Please try again.";
    offline: "连接断了，正在重连；已有的处理都已保存。", "Connection lost, reconnecting; everything you decided is saved.";
    table_of_contract: "合同中的表格", "Table of the contract";
    comment_in_file: "文件中的批注", "Comment in the file";
    comment_resolved: "已解决", "resolved";
    beside_the_text: "页眉、页脚与注释", "Headers, footers and notes";
    versions: "版本比对", "Versions";
    compare_versions: "与上一稿比对", "Compare versions";
    counter_draft: "上传对方回稿", "Upload a counter-draft";
    counter_draft_hint: "作为这份合同的下一稿保存，并与上一稿逐段比对：对方改了什么，有没有不留痕迹的改动。", "Kept as the next version of this contract and compared paragraph by paragraph: what the other side changed, also without tracking it.";
    only_one_version: "这份合同只有一稿，上传对方回稿后就能比对。", "This contract has one version; upload the counter-draft to compare.";
    older: "旧稿", "Before";
    newer: "新稿", "Now";
    compare: "比对", "Compare";
    no_changes: "两稿文字相同。", "The two versions have the same words.";
    changes: "处改动", "changes";
    untracked: "处未留修订痕迹", "not tracked";
    all_tracked: "全部留有修订痕迹", "all tracked";
    none_tracks: "新稿没有修订痕迹，以下改动都是比对得出的。", "The new version carries no tracked changes; what follows was found by comparing.";
    hidden_changes: "有改动没有留下修订痕迹：只看 Word 的修订会漏掉它们。", "Some changes were made without tracking: whoever reads Word's tracked changes alone will miss them.";
    show_all: "全部", "All";
    show_words: "改变文字的", "Words changed";
    show_untracked: "未留痕迹的", "Not tracked";
    kind_changed: "修改", "Changed";
    kind_form: "仅格式", "Form only";
    kind_renumbered: "仅编号", "Number only";
    kind_added: "新增", "Added";
    kind_removed: "删除", "Removed";
    kind_moved: "移动", "Moved";
    is_untracked: "未留痕迹", "not tracked";
    is_partly_untracked: "部分未留痕迹", "partly not tracked";
    unchanged_paragraphs: "段未变", "paragraphs unchanged";
    review_changes: "只审查改动", "Review the changes";
    compare_download: "下载比对稿", "Download as redline";
    background: "交易背景与其他文件", "The deal and other documents";
    optional: "可不填", "optional";
    deal: "这笔交易是怎么回事", "What the deal is about";
    deal_example: "例如：甲方是老客户，标的是二手设备，急于本月交货", "For example: a customer of long standing buys used machines and needs them this month";
    deal_hint: "接入模型时一并交给模型；内置引擎不看。", "Given to a model with each question; the built-in engine does not read it.";
    read_beside: "一并阅读的文件", "Read beside the contract";
    read_beside_hint: "例如订单所依据的框架协议：合同没有写的到这里找，定义从这里取；只引用，不修改。", "Such as the framework agreement of an order: what the contract does not say is looked for there, and its definitions hold. It is quoted, never changed.";
    extent: "审查范围", "Extent";
    extent_whole: "全文", "The whole contract";
    extent_whole_hint: "所有审查点", "Every point";
    extent_tracked: "只看文件中的修订", "Only the file's tracked changes";
    extent_tracked_hint: "改动没有涉及的审查点列为不适用", "Points that the changes do not touch are set aside";
    extent_since: "只看改动，对照第", "Only what changed since version";
    extent_since_after: "稿", "";
    no_text_here: "（无编号处）", "(unnumbered)";
    warnings: "读取时的提示", "Notes from reading";
}

/// Whose tracked change it is, for the tooltip of a stretch of text.
#[must_use]
pub fn their_change(deleted: bool, by: &str) -> String {
    let by = if by.is_empty() { "?" } else { by };
    match (language(), deleted) {
        (Language::Zh, true) => format!("{by} 删除（文件中的修订）"),
        (Language::Zh, false) => format!("{by} 插入（文件中的修订）"),
        (Language::En, true) => format!("Deleted by {by} (tracked in the file)"),
        (Language::En, false) => format!("Inserted by {by} (tracked in the file)"),
    }
}
