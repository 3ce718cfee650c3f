//! `nianbao inspect --svg`.
use nianbao::model::content::{Content, Info};
use nianbao::model::error::Error;
pub fn draw(_content: Content, _info: &Info, _page: u32) -> Result<String, Error> {
    Err(Error::Unsupported("drawing".into()))
}
