//! The tree that html5ever builds of a page: all nodes in one vector, linked by number, so that nothing that looks at a
//! tree or drops it needs a call stack as deep as the page is nested.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::iter::successors;
use std::num::NonZeroU32;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, Namespace, ParseOpts, QualName, ns, parse_document};

/// The tree of a page.
pub(super) struct Tree {
    entries: Vec<Entry>,
    /// The name of what has none.
    nameless: QualName,
}

struct Entry {
    kind: Kind,
    links: Links,
}

/// What a node is.
pub(super) enum Kind {
    Element(Element),
    Text(StrTendril),
    /// The document itself, and what prints nothing.
    Other,
}

/// An element as its start tag gave it.
pub(super) struct Element {
    name: QualName,
    attributes: Vec<Attribute>,
}

/// The number of a node, from 1.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Id(NonZeroU32);

const ROOT: Id = Id(NonZeroU32::MIN);

#[derive(Clone, Copy, Default)]
struct Links {
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

/// A node in its tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    tree: &'a Tree,
    entry: &'a Entry,
}

/// The tree that a browser would build of a page.
pub(super) fn parse(html: &str) -> Tree {
    parse_document(Sink(RefCell::new(Tree::new())), ParseOpts::default()).one(html)
}

impl Tree {
    fn new() -> Tree {
        let nameless = QualName::new(None, Namespace::default(), "".into());
        Tree { entries: vec![Entry { kind: Kind::Other, links: Links::default() }], nameless }
    }

    /// All elements, in the order of their start tags; also those that the parser put nowhere.
    pub(super) fn elements(&self) -> impl Iterator<Item = (Node<'_>, &Element)> {
        self.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Element(element) => Some((Node { tree: self, entry }, element)),
            _ => None,
        })
    }

    /// The document.
    pub(super) fn root(&self) -> Option<Node<'_>> {
        self.node(Some(ROOT))
    }

    fn node(&self, id: Option<Id>) -> Option<Node<'_>> {
        let entry = self.entries.get(id?.place())?;
        Some(Node { tree: self, entry })
    }

    fn links(&self, id: Id) -> Links {
        self.entries.get(id.place()).map(|entry| entry.links).unwrap_or_default()
    }

    fn link(&mut self, id: Option<Id>, change: impl FnOnce(&mut Links)) {
        if let Some(entry) = id.and_then(|id| self.entries.get_mut(id.place())) {
            change(&mut entry.links);
        }
    }

    fn add(&mut self, kind: Kind) -> Id {
        let before = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(Entry { kind, links: Links::default() });
        Id(NonZeroU32::MIN.saturating_add(before))
    }

    /// Puts something below `parent`, before `next` or at the end; text is joined to text before it.
    fn put(&mut self, child: NodeOrText<Id>, parent: Id, next: Option<Id>) {
        let id = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                let before = next.map_or(self.links(parent).last, |next| self.links(next).previous);
                if let Some(entry) = before.and_then(|id| self.entries.get_mut(id.place()))
                    && let Kind::Text(before) = &mut entry.kind
                {
                    before.push_tendril(&text);
                    return;
                }
                self.add(Kind::Text(text))
            }
        };
        self.detach(id);
        let previous = next.map_or(self.links(parent).last, |next| self.links(next).previous);
        self.link(Some(id), |l| (l.parent, l.previous, l.next) = (Some(parent), previous, next));
        self.link(previous, |l| l.next = Some(id));
        self.link(next, |l| l.previous = Some(id));
        self.link(Some(parent), |l| {
            l.first = if previous.is_none() { Some(id) } else { l.first };
            l.last = if next.is_none() { Some(id) } else { l.last };
        });
    }

    fn detach(&mut self, id: Id) {
        let Links { parent, previous, next, .. } = self.links(id);
        self.link(previous, |l| l.next = next);
        self.link(next, |l| l.previous = previous);
        self.link(parent, |l| {
            l.first = if l.first == Some(id) { next } else { l.first };
            l.last = if l.last == Some(id) { previous } else { l.last };
        });
        self.link(Some(id), |l| (l.parent, l.previous, l.next) = (None, None, None));
    }
}

impl Id {
    fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl Element {
    /// The name, in lower case.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    /// The value of an attribute.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|a| &*a.name.local == name && a.name.ns == ns!())?;
        Some(&found.value)
    }
}

impl<'a> Node<'a> {
    pub(super) fn kind(self) -> &'a Kind {
        &self.entry.kind
    }

    pub(super) fn element(self) -> Option<&'a Element> {
        if let Kind::Element(element) = self.kind() { Some(element) } else { None }
    }

    pub(super) fn text(self) -> Option<&'a str> {
        if let Kind::Text(text) = self.kind() { Some(text) } else { None }
    }

    /// The name of an element.
    pub(super) fn name(self) -> Option<&'a str> {
        self.element().map(Element::name)
    }

    /// By which the node is told from the others of its tree.
    pub(super) fn key(self) -> usize {
        std::ptr::from_ref(self.entry).addr()
    }

    pub(super) fn parent(self) -> Option<Node<'a>> {
        self.tree.node(self.entry.links.parent)
    }

    fn next(self) -> Option<Node<'a>> {
        self.tree.node(self.entry.links.next)
    }

    pub(super) fn children(self) -> impl Iterator<Item = Node<'a>> {
        successors(self.tree.node(self.entry.links.first), |node| node.next())
    }

    /// The children, the last one first.
    pub(super) fn children_backwards(self) -> impl Iterator<Item = Node<'a>> {
        let tree = self.tree;
        successors(tree.node(self.entry.links.last), |node| tree.node(node.entry.links.previous))
    }

    /// All nodes in this one, in reading order.
    pub(super) fn descendants(self) -> impl Iterator<Item = Node<'a>> {
        let first = |node: Node<'a>| node.tree.node(node.entry.links.first);
        successors(first(self), move |node| first(*node).or_else(|| node.after(self)))
    }

    /// The next node in reading order that is not in this one but in `root`.
    fn after(self, root: Node<'a>) -> Option<Node<'a>> {
        let mut node = self;
        while !std::ptr::eq(node.entry, root.entry) {
            if let Some(next) = node.next() {
                return Some(next);
            }
            node = node.parent()?;
        }
        None
    }
}

/// What html5ever writes to.
struct Sink(RefCell<Tree>);

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.0.into_inner()
    }

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |tree| {
            tree.node(Some(*target)).and_then(Node::element).map_or(&tree.nameless, |element| &element.name)
        })
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.0.borrow_mut().add(Kind::Element(Element { name, attributes }))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.0.borrow_mut().add(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.0.borrow_mut().add(Kind::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.0.borrow_mut().put(child, *parent, None);
    }

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.0.borrow().links(*sibling).parent;
        if let Some(parent) = parent {
            self.0.borrow_mut().put(child, parent, Some(*sibling));
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        let parent = self.0.borrow().links(*element).parent;
        match parent {
            Some(parent) => self.0.borrow_mut().put(child, parent, Some(*element)),
            None => self.append(before, child),
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        let mut tree = self.0.borrow_mut();
        let Some(entry) = tree.entries.get_mut(target.place()) else { return };
        let Kind::Element(element) = &mut entry.kind else { return };
        for attribute in attributes {
            if element.attributes.iter().all(|a| a.name != attribute.name) {
                element.attributes.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let mut tree = self.0.borrow_mut();
        while let Some(child) = tree.links(*node).first {
            tree.put(NodeOrText::AppendNode(child), *new_parent, None);
        }
    }

    /// The page was freed of templates before; what is left of one is content.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node and what is in it, as one line.
    fn shown(node: Node<'_>) -> String {
        let inside: Vec<String> = node.children().map(shown).collect();
        match node.kind() {
            Kind::Text(text) => text.to_string(),
            Kind::Element(element) => format!("{}({})", element.name(), inside.join(" ")),
            Kind::Other => inside.join(" "),
        }
    }

    fn tree_of(html: &str) -> String {
        parse(html).root().map(shown).unwrap_or_default()
    }

    #[test]
    fn text_before_a_table_is_joined() {
        // Foster parenting: what may not stand in a table goes before it, in order, joined to the text there.
        assert_eq!(
            tree_of("<body>一<table>二<tr>三<td>四</table>"),
            "html(head() body(一二三 table(tbody(tr(td(四))))))"
        );
    }

    #[test]
    fn misnested_links_are_moved() {
        assert_eq!(tree_of("<body><a>一<div>二</a>三</div>"), "html(head() body(a(一) div(a(二) 三)))");
    }

    #[test]
    fn descendants_stay_inside_and_in_order() {
        let tree = parse("<body><div><p>一<p>二</div><p>三");
        let div = tree.elements().map(|(node, _)| node).find(|node| node.name() == Some("div"));
        let inside: Vec<&str> = div.into_iter().flat_map(Node::descendants).filter_map(Node::text).collect();
        assert_eq!(inside, ["一", "二"]);
        let paragraphs: Vec<Option<&str>> =
            div.into_iter().flat_map(Node::children_backwards).map(Node::name).collect();
        assert_eq!(paragraphs, [Some("p"), Some("p")]);
    }

    #[test]
    fn a_page_without_end_is_dropped_without_a_stack() {
        let tree = parse(&"<span>".repeat(200_000));
        assert_eq!(tree.root().map(|root| root.descendants().count()), Some(200_003));
    }

    #[test]
    fn attributes_by_name() {
        let tree = parse("<html lang=zh><body><p class=a class=b><html lang=en dir=ltr>");
        let attributes = |name| tree.elements().find(|(_, e)| e.name() == name).map(|(_, e)| e);
        assert_eq!(attributes("p").and_then(|e| e.attr("class")), Some("a"));
        assert_eq!(attributes("html").and_then(|e| e.attr("lang")), Some("zh"));
        assert_eq!(attributes("html").and_then(|e| e.attr("dir")), Some("ltr"));
    }
}
