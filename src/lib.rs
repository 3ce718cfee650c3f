//! nianbao turns archived annual reports on government information disclosure into canonical, checked JSON.

pub mod forms;
pub mod model;
pub mod read;
pub mod repair;
