//! Who reported, on which year and region, and when: facts, each with the text it was read from.

use crate::model::origin::Origin;
use std::sync::Arc;

/// A fact with the text it was read from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// The value, `None` if not found.
    pub value: Option<String>,
    /// As printed.
    pub raw: Option<String>,
    /// Where: `title`, `signature`, `lead_in`, `body`, `metadata`, `header`, `index_number`, `url`.
    pub from: Option<&'static str>,
    /// Where that text stands; `None` if it is not in the document's content.
    pub origin: Option<Origin>,
}

impl Fact {
    /// A fact read from a text at a place.
    pub fn new(value: impl Into<String>, raw: impl Into<String>, from: &'static str, origin: Option<Origin>) -> Self {
        Fact { value: Some(value.into()), raw: Some(raw.into()), from: Some(from), origin }
    }
}

/// The region whose agency reports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegionFact {
    /// Six digits of GB/T 2260; `None` if unknown or ambiguous.
    pub code: Option<Arc<str>>,
    /// Its name in full; also where only the code is ambiguous.
    pub name: Option<Arc<str>>,
    /// The year whose table of codes was used: that of the report, or the nearest in which the name was in force.
    pub revision: Option<i32>,
    /// Code and name with its parents of each region that it may be, if it is ambiguous.
    pub candidates: Vec<(Arc<str>, String)>,
    /// What decided: `agency` (its name alone), or the place of the text that did.
    pub from: Option<&'static str>,
    /// That text.
    pub raw: Option<String>,
}

/// Where an agency can be reached: offices, never persons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contact {
    /// Street address.
    pub address: Fact,
    /// Six digits.
    pub postcode: Fact,
    /// With area code where printed: `0517-83605210`.
    pub phone: Fact,
    /// The same for the telefax.
    pub fax: Fact,
    /// Address of electronic mail.
    pub email: Fact,
}

/// Who, when, under which title.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The title, without white space.
    pub title: Fact,
    /// The year reported.
    pub report_year: Option<(i32, &'static str)>,
    /// The reporting agency.
    pub agency: Fact,
    /// First and last day of the period reported, ISO 8601.
    pub period: Option<(String, String)>,
    /// Day of publication, ISO 8601.
    pub published_on: Fact,
    /// The signature under the report.
    pub signed_by: Fact,
    /// Day under the signature, ISO 8601.
    pub signed_on: Fact,
    /// Level of the government that the agency belongs to; see `gazetteer::agencies`.
    pub agency_level: Option<&'static str>,
    /// What sort of body the agency is; see `gazetteer::agencies`.
    pub agency_kind: Option<&'static str>,
    /// Where.
    pub region: RegionFact,
    /// `own`, `region` or `unknown`: whether the numbers are of the agency alone or of all agencies of its region.
    pub scope: Fact,
    /// Day on which the text was written, if it is told apart from the publication; ISO 8601.
    pub written_on: Fact,
    /// The body that drew the report up, if it is not the one that reports.
    pub compiled_by: Fact,
    /// Number in the catalogue of public information.
    pub index_number: Fact,
    /// Number of the document by which it was issued.
    pub document_number: Fact,
    /// Unified social credit code of the agency, 18 characters.
    pub credit_code: Fact,
    /// How to reach the agency.
    pub contact: Contact,
}

impl Metadata {
    /// Leaves out all that is said of the agency: of a text that is no report, its title does not name it.
    pub fn forget_agency(&mut self) {
        self.agency = Fact::default();
        (self.agency_level, self.agency_kind) = (None, None);
        self.region = RegionFact::default();
    }
}
