//! A part of a run, for one of several machines: the same parts everywhere, since the path of a file decides.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// One of so many parts. An archive is in one part with all that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Shard {
    /// Which, from 1.
    pub part: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// The part that a file is in, by its path below the input.
    #[must_use]
    pub fn holding(self, path: &str) -> Shard {
        let digest = Sha256::digest(path.as_bytes());
        let first: [u8; 8] = digest.iter().copied().take(8).collect::<Vec<u8>>().try_into().unwrap_or_default();
        let part = u64::from_be_bytes(first) % u64::from(self.of.max(1)) + 1;
        Shard { part: u32::try_from(part).unwrap_or(1), of: self.of }
    }

    /// What a part says of files that are in another: this one.
    pub(super) fn reason(self) -> String {
        format!("in shard {self}")
    }

    /// The part that a reason names.
    pub(super) fn of_reason(reason: &str) -> Option<Shard> {
        reason.strip_prefix("in shard ")?.parse().ok()
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.part, self.of)
    }
}

impl FromStr for Shard {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Shard, Self::Err> {
        let numbers = text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Shard { part, of }),
            _ => Err("a shard is like 2/4: the second of four"),
        }
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> String {
        shard.to_string()
    }
}

impl TryFrom<String> for Shard {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Shard, Self::Error> {
        text.parse()
    }
}
