//! Errors as callers see them: RFC 9457 problem documents with a stable `code`, a sentence on what
//! is wrong and one on what to do, in the caller's language.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use pacta_domain::{document::Language, problem::words};
use serde_json::json;

use crate::{
    contracts::UploadError,
    desk::{DecisionError, ExportError, OrderError, WordingError},
    documents::ReadError,
    redline::RedlineError,
    storage::StorageError,
    versions::VersionsError,
};

/// An error on its way to the caller.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    message: [String; 2],
    hint: [String; 2],
}

impl Problem {
    /// A problem whose words stand in the list of all codes.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        let (zh, en) = (words(code, Language::Zh), words(code, Language::En));
        Self { status, code, message: [zh.0.into(), en.0.into()], hint: [zh.1.into(), en.1.into()] }
    }

    /// 404 with that code.
    #[must_use]
    pub fn not_found(code: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code)
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence and the hint in one language.
    #[must_use]
    pub fn words(&self, language: Language) -> (&str, &str) {
        let index = usize::from(language == Language::En);
        (&self.message[index], &self.hint[index])
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        // Both languages travel, so that a page can show its own whatever the browser asked for.
        let body = json!({
            "type": format!("https://pacta.invalid/problems/{}", self.code),
            "title": self.message[1],
            "status": self.status.as_u16(),
            "detail": self.hint[1],
            "code": self.code,
            "message": self.message[1],
            "hint": self.hint[1],
            "zh": {"message": self.message[0], "hint": self.hint[0]},
        });
        let mut response = (self.status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
        response
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        // The cause is for the log; the caller can only try again.
        tracing::error!(%error, "storage failed");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "storage.failed")
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        let status = match error.code() {
            "file.too_large" => StatusCode::PAYLOAD_TOO_LARGE,
            "file.unsupported" | "file.legacy_doc" | "file.needs_converter" | "image.needs_ocr" => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self {
            status,
            code: error.code(),
            message: [error.message(Language::Zh), error.message(Language::En)],
            hint: [error.hint(Language::Zh), error.hint(Language::En)],
        }
    }
}

impl From<UploadError> for Problem {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Unreadable(error) => error.into(),
            UploadError::Storage(error) => error.into(),
        }
    }
}

impl From<OrderError> for Problem {
    fn from(error: OrderError) -> Self {
        let (status, code) = match error {
            OrderError::UnknownVersion => (StatusCode::NOT_FOUND, "version.unknown"),
            OrderError::UnknownRulebook(_) => (StatusCode::UNPROCESSABLE_ENTITY, "rulebook.unknown"),
            OrderError::UnknownPosition(_) => (StatusCode::UNPROCESSABLE_ENTITY, "review.unknown_position"),
            OrderError::BadContext => (StatusCode::UNPROCESSABLE_ENTITY, "review.bad_context"),
            OrderError::LongDeal => (StatusCode::UNPROCESSABLE_ENTITY, "review.long_deal"),
            OrderError::UnknownBase => (StatusCode::UNPROCESSABLE_ENTITY, "review.no_base"),
            OrderError::BadDate(_) => (StatusCode::UNPROCESSABLE_ENTITY, "review.bad_date"),
            OrderError::Storage(error) => return error.into(),
        };
        Self::new(status, code)
    }
}

impl From<DecisionError> for Problem {
    fn from(error: DecisionError) -> Self {
        let (status, code) = match error {
            DecisionError::UnknownFinding => (StatusCode::NOT_FOUND, "finding.unknown"),
            DecisionError::ReasonMissing => (StatusCode::UNPROCESSABLE_ENTITY, "decision.reason_missing"),
            DecisionError::TextMissing => (StatusCode::UNPROCESSABLE_ENTITY, "decision.text_missing"),
            DecisionError::NothingToAccept => (StatusCode::CONFLICT, "decision.nothing_to_accept"),
            DecisionError::Storage(error) => return error.into(),
        };
        Self::new(status, code)
    }
}

impl From<WordingError> for Problem {
    fn from(error: WordingError) -> Self {
        let (status, code) = match error {
            WordingError::UnknownFinding => (StatusCode::NOT_FOUND, "finding.unknown"),
            WordingError::NoProposal => (StatusCode::CONFLICT, "wording.none"),
            WordingError::NoWish => (StatusCode::UNPROCESSABLE_ENTITY, "wording.no_wish"),
            WordingError::NoModel => (StatusCode::CONFLICT, "model.none"),
            WordingError::Model(_) => (StatusCode::BAD_GATEWAY, "model.failed"),
            WordingError::Storage(error) => return error.into(),
        };
        Self::new(status, code)
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Unknown => Self::not_found("review.unknown"),
            ExportError::Redline(error) => error.into(),
            ExportError::Report => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "report.failed"),
            ExportError::Storage(error) => error.into(),
        }
    }
}

impl From<RedlineError> for Problem {
    fn from(error: RedlineError) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            code: error.code(),
            message: [error.message(Language::Zh), error.message(Language::En)],
            hint: [error.hint(Language::Zh), error.hint(Language::En)],
        }
    }
}

impl From<VersionsError> for Problem {
    fn from(error: VersionsError) -> Self {
        match error {
            VersionsError::UnknownContract => Self::not_found("contract.unknown"),
            VersionsError::UnknownVersion => Self::not_found("version.unknown"),
            VersionsError::Redline(error) => error.into(),
            VersionsError::Storage(error) => error.into(),
        }
    }
}
