//! The closed sets of words of a report.

/// A closed set of words: an enum whose variants are written as their word.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$about])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// As written in the report.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }
    };
}
