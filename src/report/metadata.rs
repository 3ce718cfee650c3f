//! Who reported, on which year and region, and when: facts, each with the text it was read from.

use super::json::or_default;
use crate::model::id::{Name, Word};
use crate::model::origin::Origin;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fact with the text it was read from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Fact {
    /// The value, `None` if not found.
    pub value: Option<String>,
    /// The text it was read from.
    pub raw: Option<String>,
    /// Where that is.
    #[schemars(extend("enum" = ["title", "header", "metadata", "signature", "lead_in", "body", "url", "index_number", null]))]
    pub from: Option<Word>,
    /// Where that text stands, if it is in the document's content.
    #[serde(rename = "place", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Origin")]
    pub origin: Option<Origin>,
}

impl Fact {
    /// A fact read from a text at a place.
    pub fn new(
        value: impl Into<String>,
        raw: impl Into<String>,
        from: impl Into<Word>,
        origin: Option<Origin>,
    ) -> Self {
        Fact { value: Some(value.into()), raw: Some(raw.into()), from: Some(from.into()), origin }
    }
}

/// The region whose agency reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RegionFact {
    /// Six digits of GB/T 2260; `None` if unknown or ambiguous.
    pub code: Option<Name>,
    /// Its name in full; also where only the code is ambiguous.
    pub name: Option<Name>,
    /// The year whose table of codes was used: that of the report, or the nearest in which the name was in force.
    pub revision: Option<i32>,
    /// The regions that it may be, if its name is that of several.
    pub candidates: Vec<Candidate>,
    /// What decided: `agency` (its name alone), or the place of the text that did.
    #[schemars(extend("enum" = ["agency", "header", "signature", "metadata", "lead_in", "body", "file", "phone", "index_number", null]))]
    pub from: Option<Word>,
    /// That text.
    pub raw: Option<String>,
}

/// A region that may be meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Candidate {
    /// Six digits of GB/T 2260.
    pub code: Name,
    /// Its name with those of its parents.
    pub name: String,
}

/// The year reported, and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReportYear {
    /// The year.
    pub value: Option<i32>,
    /// Where it was read.
    #[schemars(extend("enum" = ["title", "period", "metadata", "body", null]))]
    pub from: Option<Word>,
}

/// A span of days, ISO 8601.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Period {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
}

/// Where an agency can be reached: offices, never persons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Metadata {
    /// The title, without white space.
    pub title: Fact,
    /// The year reported.
    pub report_year: ReportYear,
    /// The reporting agency.
    pub agency: Fact,
    /// Level of the government that the agency belongs to; of a zone, the rank of its committee.
    #[schemars(extend("enum" = ["central", "province", "prefecture", "county", "township", null]))]
    pub agency_level: Option<Word>,
    /// What sort of body the agency is. `government`: of a division. `office`: the general office of a government.
    /// `department`: a body of a government. `vertical`: a local branch of a national system (taxes, customs, weather).
    /// `development_zone`: the committee of a zone. `subdistrict`: the office of one. `institution`: schools, hospitals,
    /// centres. `enterprise`: companies.
    #[schemars(extend("enum" = ["government", "office", "department", "vertical", "development_zone", "subdistrict", "institution", "enterprise", null]))]
    pub agency_kind: Option<Word>,
    /// Where.
    #[serde(deserialize_with = "or_default")]
    pub region: RegionFact,
    /// Whether the numbers are of the agency alone (`own`), of all agencies of its `region`, or the text does not say
    /// (`unknown`).
    pub scope: Fact,
    /// The period reported.
    pub period: Option<Period>,
    /// Day of publication, ISO 8601.
    pub published_on: Fact,
    /// The signature under the report.
    pub signed_by: Fact,
    /// Day under the signature, ISO 8601.
    pub signed_on: Fact,
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
