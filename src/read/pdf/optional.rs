//! Optional content (ISO 32000-1, 8.11): layers that the document's default configuration switches off.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};
use hayro_syntax::xref::XRef;

/// The layers that nobody sees.
#[derive(Default)]
pub(super) struct Layers {
    off: HashSet<ObjectIdentifier>,
}

impl Layers {
    /// Reads the default configuration of the catalog.
    pub(super) fn read(xref: &XRef) -> Self {
        let mut layers = Layers::default();
        if !xref.has_optional_content_groups() {
            return layers;
        }
        let properties = xref.get::<Dict<'_>>(xref.root_id()).and_then(|c| c.get::<Dict<'_>>("OCProperties"));
        let Some(properties) = properties else { return layers };
        let Some(default) = properties.get::<Dict<'_>>("D") else { return layers };
        if default.get::<Name<'_>>("BaseState").as_deref() == Some(b"OFF")
            && let Some(all) = properties.get::<Array<'_>>("OCGs")
        {
            layers.off.extend(references(&all));
            if let Some(on) = default.get::<Array<'_>>("ON") {
                for id in references(&on) {
                    layers.off.remove(&id);
                }
            }
        }
        if let Some(off) = default.get::<Array<'_>>("OFF") {
            layers.off.extend(references(&off));
        }
        layers
    }

    /// Whether content marked with the group (or membership dictionary) under `key` of `dict` is not shown.
    pub(super) fn hides(&self, dict: &Dict<'_>, key: &[u8]) -> bool {
        if self.off.is_empty() {
            return false;
        }
        if dict.get_ref(key).is_some_and(|r| self.off.contains(&r.into())) {
            return true;
        }
        // A membership dictionary: with the default policy AnyOn, hidden if all of its groups are off.
        let Some(member) = dict.get::<Dict<'_>>(key) else { return false };
        if let Some(group) = member.get_ref("OCGs")
            && !matches!(member.get::<Object<'_>>("OCGs"), Some(Object::Array(_)))
        {
            return self.off.contains(&group.into());
        }
        let Some(groups) = member.get::<Array<'_>>("OCGs") else { return false };
        let mut groups = references(&groups).peekable();
        groups.peek().is_some() && groups.all(|id| self.off.contains(&id))
    }
}

fn references<'a>(array: &Array<'a>) -> impl Iterator<Item = ObjectIdentifier> + 'a {
    array.raw_iter().filter_map(|item| match item {
        MaybeRef::Ref(r) => Some(r.into()),
        MaybeRef::NotRef(_) => None,
    })
}
