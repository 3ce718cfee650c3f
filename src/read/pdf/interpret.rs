//! The content-stream interpreter: one page's operators, with the forms that it calls.

use std::collections::HashMap;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier};
use hayro_syntax::page::Resources;
use kurbo::Affine;

use super::font::{Font, Library};
use super::forms::XObject;
use super::lookups::{GraphicsState, Lookups};
use super::marked::Marks;
use super::operands::Operands;
use super::optional::Layers;
use super::state::State;
use crate::model::limits::Limit;
use crate::read::paged::canvas::Canvas;
use crate::read::paged::paint::Space;
use crate::read::paged::path::Path;

/// Saved graphics states; deeper ones are counted but not kept.
const MAX_SAVED: usize = 4096;

/// What is read once a document and used by all of its pages.
pub(super) struct Reader<'a> {
    pub(super) library: Library<'a>,
    pub(super) fonts: Vec<Font<'a>>,
    /// Fonts by where their dictionary lies in memory: the same dictionary is one font.
    pub(super) font_indices: HashMap<usize, Option<usize>>,
    /// The same by the number of their object, which spares parsing it for every page that names it.
    pub(super) font_objects: HashMap<ObjectIdentifier, Option<usize>>,
    /// What the names of resources stand for.
    pub(super) lookups: Lookups,
    /// Images and forms.
    pub(super) x_objects: HashMap<ObjectIdentifier, XObject<'a>>,
    /// Bytes of forms that are kept unpacked.
    pub(super) kept: usize,
    pub(super) layers: Layers,
    /// Characters left out with hidden layers.
    pub(super) layered: usize,
    /// Fonts whose ToUnicode was not believed, with the number of their codes.
    pub(super) contradicted: Vec<(String, usize)>,
    /// Fonts whose text was GBK shown through a Latin encoding, with the number of characters.
    pub(super) mojibake: Vec<(String, usize)>,
}

/// The interpreter of one page.
pub(super) struct Interpreter<'r, 'a> {
    pub(super) reader: &'r mut Reader<'a>,
    pub(super) canvas: &'r mut Canvas,
    pub(super) state: State,
    pub(super) saved: Vec<State>,
    /// `q` operators over [`MAX_SAVED`].
    pub(super) unsaved: usize,
    pub(super) path: Path,
    pub(super) marks: Marks,
    /// Forms being run, against cycles.
    pub(super) active: Vec<ObjectIdentifier>,
    pub(super) depth: usize,
}

impl<'r, 'a> Interpreter<'r, 'a> {
    /// An interpreter for a page whose user space maps to the page by `ctm`.
    pub(super) fn new(reader: &'r mut Reader<'a>, canvas: &'r mut Canvas, ctm: Affine) -> Self {
        let clip = canvas.area();
        Interpreter {
            reader,
            canvas,
            state: State::new(ctm, clip),
            saved: Vec::new(),
            unsaved: 0,
            path: Path::default(),
            marks: Marks::default(),
            active: Vec::new(),
            depth: 0,
        }
    }

    /// Runs a content stream.
    pub(super) fn run(&mut self, data: &[u8], resources: &Resources<'a>) {
        let budget = &mut self.reader.library.budget;
        if super::stream::is_inline_image_trap(data, budget.limits().operators) {
            budget.left_out(Limit::Operators);
            return;
        }
        let data = super::inline::blank_images(data);
        let mut operators = UntypedIter::new(&data);
        while let Some(instruction) = operators.next() {
            if !self.reader.library.budget.work(1) {
                return;
            }
            let ops = Operands { items: instruction.operands() };
            let operator: &[u8] = instruction.operator;
            if !(self.text_operator(operator, ops, resources)) {
                let ops = Operands { items: instruction.operands() };
                if !self.path_operator(operator, ops) {
                    let ops = Operands { items: instruction.operands() };
                    self.other_operator(operator, ops, resources);
                }
            }
        }
    }

    /// Graphics state, colours, XObjects, marked content.
    fn other_operator(&mut self, operator: &[u8], mut ops: Operands<'_, '_>, resources: &Resources<'a>) {
        match operator {
            b"q" if self.saved.len() < MAX_SAVED => self.saved.push(self.state.clone()),
            b"q" => self.unsaved = self.unsaved.saturating_add(1),
            b"Q" if self.unsaved > 0 => self.unsaved -= 1,
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => self.state.ctm *= Affine::new(ops.numbers()),
            b"w" => self.state.line_width = ops.number(),
            b"J" => self.state.square_cap = ops.number() == 2.0,
            b"gs" => {
                if let Some(name) = ops.name() {
                    self.ext_g_state(name, resources);
                }
            }
            b"g" => self.state.fill.set(Space::Additive, &[ops.number() as f32]),
            b"G" => self.state.stroke.set(Space::Additive, &[ops.number() as f32]),
            b"rg" => self.state.fill.set(Space::Additive, &ops.numbers::<3>().map(|n| n as f32)),
            b"RG" => self.state.stroke.set(Space::Additive, &ops.numbers::<3>().map(|n| n as f32)),
            b"k" => self.state.fill.set(Space::Subtractive, &ops.numbers::<4>().map(|n| n as f32)),
            b"K" => self.state.stroke.set(Space::Subtractive, &ops.numbers::<4>().map(|n| n as f32)),
            b"cs" | b"CS" => {
                if let Some(name) = ops.name() {
                    let space = self.reader.space(name, resources);
                    let paint = if operator == b"cs" { &mut self.state.fill } else { &mut self.state.stroke };
                    paint.enter(space);
                }
            }
            b"sc" | b"scn" | b"SC" | b"SCN" => {
                let (values, count) = ops.components();
                let lower = operator.first() == Some(&b's');
                let paint = if lower { &mut self.state.fill } else { &mut self.state.stroke };
                paint.set_components(values.get(..count).unwrap_or_default());
            }
            b"Do" => {
                if let Some(name) = ops.name() {
                    self.x_object(name, resources);
                }
            }
            b"BI" => self.inline_image(ops.items.next()),
            b"sh" if !self.marks.hidden() => self.canvas.shade(self.state.clip),
            b"BMC" => self.marks.begin(false, None, self.canvas.shown()),
            b"BDC" => {
                let tag = ops.name().map(|n| n.as_ref() == b"OC");
                let properties = ops.items.next();
                let layer = tag == Some(true);
                let hidden = match properties {
                    Some(Object::Name(name)) => layer && self.reader.hides(name, resources),
                    _ => false,
                };
                let dict = match properties {
                    Some(Object::Dict(d)) => Some(d.clone()),
                    _ => None,
                };
                let actual = dict.and_then(|d| super::marked::actual_text(&d));
                self.marks.begin(hidden, actual, self.canvas.shown());
            }
            b"EMC" => self.marks.end(self.canvas.glyphs()),
            _ => {}
        }
    }

    /// `gs`.
    fn ext_g_state(&mut self, name: &Name<'_>, resources: &Resources<'a>) {
        let set = self.reader.ext_g_state(name, resources);
        if let Some(width) = set.line_width {
            self.state.line_width = f64::from(width);
        }
        if let Some(alpha) = set.fill_alpha {
            self.state.fill.alpha = alpha;
        }
        if let Some(alpha) = set.stroke_alpha {
            self.state.stroke.alpha = alpha;
        }
        if let Some((font, size)) = set.font {
            self.state.text.font = font;
            self.state.text.size = f64::from(size);
        }
    }
}

impl<'a> Reader<'a> {
    /// The font of a resource name.
    pub(super) fn font(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> Option<usize> {
        if let Some(index) = self.lookups.fonts.get(&resources.fonts, name) {
            return index;
        }
        let index = self.named_font(name, resources);
        self.lookups.fonts.keep(&resources.fonts, name, index, &mut self.library.budget);
        index
    }

    fn named_font(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> Option<usize> {
        let object: Option<ObjectIdentifier> = resources.fonts.get_ref(name.as_ref()).map(Into::into);
        if let Some(index) = object.and_then(|object| self.font_objects.get(&object)) {
            return *index;
        }
        let dict = resources.get_font(name)?;
        let index = self.font_of(&dict, object.is_none().then(|| name.as_ref().to_vec()));
        if let Some(object) = object {
            self.font_objects.insert(object, index);
        }
        index
    }

    /// The font of a dictionary, read at its first use.
    fn font_of(&mut self, dict: &Dict<'a>, inside: Option<Vec<u8>>) -> Option<usize> {
        let place = dict.data().as_ptr() as usize;
        if let Some(index) = self.font_indices.get(&place) {
            return *index;
        }
        let index = Font::read(dict, inside, &mut self.library).map(|font| {
            self.fonts.push(font);
            self.fonts.len() - 1
        });
        self.font_indices.insert(place, index);
        index
    }

    /// What a named graphics state sets.
    fn ext_g_state(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> GraphicsState {
        if let Some(set) = self.lookups.states.get(&resources.ext_g_states, name) {
            return set;
        }
        let mut set = GraphicsState::default();
        if let Some(dict) = resources.get_ext_g_state(name) {
            set.line_width = dict.get::<f32>("LW");
            set.fill_alpha = dict.get::<f32>("ca");
            set.stroke_alpha = dict.get::<f32>("CA");
            if let Some(font) = dict.get::<Array<'a>>("Font") {
                let mut items = font.flex_iter();
                if let (Some(font), Some(size)) = (items.next::<Dict<'a>>(), items.next::<f32>()) {
                    set.font = Some((self.font_of(&font, None), size));
                }
            }
        }
        self.lookups.states.keep(&resources.ext_g_states, name, set, &mut self.library.budget);
        set
    }

    /// The colour space of a name.
    fn space(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> Space {
        if let Some(space) = super::color::known(name) {
            return space;
        }
        if let Some(space) = self.lookups.spaces.get(&resources.color_spaces, name) {
            return space;
        }
        let space = super::color::named(name, resources);
        self.lookups.spaces.keep(&resources.color_spaces, name, space, &mut self.library.budget);
        space
    }

    /// Whether a named property list is that of a hidden layer.
    fn hides(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> bool {
        if let Some(hides) = self.lookups.layers.get(&resources.properties, name) {
            return hides;
        }
        let hides = self.layers.hides(&resources.properties, name);
        self.lookups.layers.keep(&resources.properties, name, hides, &mut self.library.budget);
        hides
    }
}
