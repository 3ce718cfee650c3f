//! nianbao turns archived annual reports on government information disclosure into canonical, checked JSON.

pub mod detect;
pub mod model;
pub mod read;
