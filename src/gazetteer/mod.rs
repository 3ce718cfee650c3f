//! Places and bodies: the administrative divisions of the country through the years, and what sort of body a name
//! belongs to. It knows no form.

pub mod agencies;
pub mod regions;
pub mod words;
