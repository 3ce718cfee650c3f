//! The content-stream interpreter: one page's operators, with the forms that it calls.

use std::collections::HashMap;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Rect};

use super::color::Space;
use super::font::{Font, Library};
use super::marked::Marks;
use super::optional::Layers;
use super::path::{FillRule, Path};
use super::state::State;
use super::text;
use crate::model::content::Page;

/// Forms inside forms inside forms: no producer goes deeper than four.
const MAX_FORM_DEPTH: usize = 16;
/// Saved graphics states; deeper ones are counted but not kept.
const MAX_SAVED: usize = 4096;
/// What calling a form costs in operators, so that empty forms cannot be called for ever.
const FORM_WORK: u64 = 50;

/// What is read once a document and used by all of its pages.
pub(super) struct Reader<'a> {
    pub(super) library: Library<'a>,
    pub(super) fonts: Vec<Font<'a>>,
    /// Fonts by where their dictionary lies in memory: the same dictionary is one font.
    pub(super) font_indices: HashMap<usize, Option<usize>>,
    pub(super) layers: Layers,
    /// Characters left out with hidden layers.
    pub(super) layered: usize,
}

/// The interpreter of one page.
pub(super) struct Interpreter<'r, 'a> {
    reader: &'r mut Reader<'a>,
    page: &'r mut Page,
    state: State,
    saved: Vec<State>,
    /// `q` operators over [`MAX_SAVED`].
    unsaved: usize,
    path: Path,
    marks: Marks,
    /// Forms being run, against cycles.
    active: Vec<ObjectIdentifier>,
    depth: usize,
}

/// The operands of one operator.
struct Operands<'b, 'c> {
    items: hayro_syntax::content::OperandIterator<'b, 'c>,
}

impl<'b, 'c> Operands<'b, 'c> {
    fn number(&mut self) -> f64 {
        match self.items.next() {
            Some(Object::Number(n)) => n.as_f64(),
            _ => 0.0,
        }
    }

    fn numbers<const N: usize>(&mut self) -> [f64; N] {
        std::array::from_fn(|_| self.number())
    }

    fn name(&mut self) -> Option<&'b Name<'c>> {
        self.items.find_map(|o| match o {
            Object::Name(n) => Some(n),
            _ => None,
        })
    }

    fn string(&mut self) -> Option<&'b [u8]> {
        self.items.find_map(|o| match o {
            Object::String(s) => Some(s.as_bytes()),
            _ => None,
        })
    }

    fn components(self) -> ([f32; 8], usize) {
        let mut values = [0.0; 8];
        let mut count = 0;
        for (slot, n) in values.iter_mut().zip(self.items.filter_map(|o| match o {
            Object::Number(n) => Some(Number::as_f32(n)),
            _ => None,
        })) {
            *slot = n;
            count += 1;
        }
        (values, count)
    }
}

impl<'r, 'a> Interpreter<'r, 'a> {
    /// An interpreter for a page whose user space maps to the page by `ctm`.
    pub(super) fn new(reader: &'r mut Reader<'a>, page: &'r mut Page, ctm: Affine) -> Self {
        let clip = Rect::new(0.0, 0.0, f64::from(page.width), f64::from(page.height));
        Interpreter {
            reader,
            page,
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
        let mut names: HashMap<Vec<u8>, Option<usize>> = HashMap::new();
        let mut operators = UntypedIter::new(data);
        while let Some(instruction) = operators.next() {
            if !self.reader.library.budget.work(1) {
                return;
            }
            let ops = Operands { items: instruction.operands() };
            let operator: &[u8] = instruction.operator;
            if !(self.text_operator(operator, ops, resources, &mut names)) {
                let ops = Operands { items: instruction.operands() };
                if !self.path_operator(operator, ops) {
                    let ops = Operands { items: instruction.operands() };
                    self.other_operator(operator, ops, resources);
                }
            }
        }
    }

    /// Text state and text-showing operators; `false` if the operator is another.
    fn text_operator(
        &mut self,
        operator: &[u8],
        mut ops: Operands<'_, '_>,
        resources: &Resources<'a>,
        names: &mut HashMap<Vec<u8>, Option<usize>>,
    ) -> bool {
        let text = &mut self.state.text;
        match operator {
            b"Tj" => self.show(ops.string()),
            b"TJ" => self.show_array(ops),
            b"Td" => {
                let [x, y] = ops.numbers();
                text.next_line(x, y);
            }
            b"TD" => {
                let [x, y] = ops.numbers();
                text.leading = -y;
                text.next_line(x, y);
            }
            b"Tm" => text.set_matrix(Affine::new(ops.numbers())),
            b"Tf" => {
                let Some(name) = ops.name() else { return true };
                text.size = ops.number();
                text.font = match names.get(name.as_ref()) {
                    Some(index) => *index,
                    None => {
                        let index = self.reader.font(name, resources);
                        names.insert(name.as_ref().to_vec(), index);
                        index
                    }
                };
            }
            b"BT" => text.set_matrix(Affine::IDENTITY),
            b"ET" => {}
            b"T*" => text.next_line(0.0, -text.leading),
            b"'" => {
                text.next_line(0.0, -text.leading);
                self.show(ops.string());
            }
            b"\"" => {
                [text.word_space, text.char_space] = ops.numbers();
                text.next_line(0.0, -text.leading);
                self.show(ops.string());
            }
            b"Tc" => text.char_space = ops.number(),
            b"Tw" => text.word_space = ops.number(),
            b"Tz" => text.scale = ops.number() / 100.0,
            b"TL" => text.leading = ops.number(),
            b"Ts" => text.rise = ops.number(),
            b"Tr" => text.mode = ops.number() as i64,
            _ => return false,
        }
        true
    }

    /// Path construction and painting operators; `false` if the operator is another.
    fn path_operator(&mut self, operator: &[u8], mut ops: Operands<'_, '_>) -> bool {
        let ctm = self.state.ctm;
        let (stroke, fill, close) = match operator {
            b"m" => {
                let [x, y] = ops.numbers();
                self.path.move_to(&ctm, x, y);
                return true;
            }
            b"l" => {
                let [x, y] = ops.numbers();
                self.path.line_to(&ctm, x, y);
                return true;
            }
            b"re" => {
                let [x, y, w, h] = ops.numbers();
                self.path.rect(&ctm, x, y, w, h);
                return true;
            }
            b"c" => {
                let [_, _, _, _, x, y] = ops.numbers();
                self.path.curve_to(&ctm, x, y);
                return true;
            }
            b"v" | b"y" => {
                let [_, _, x, y] = ops.numbers();
                self.path.curve_to(&ctm, x, y);
                return true;
            }
            b"h" => {
                self.path.close();
                return true;
            }
            b"W" | b"W*" => {
                self.path.clips = true;
                return true;
            }
            b"n" => (false, None, false),
            b"S" => (true, None, false),
            b"s" => (true, None, true),
            b"f" | b"F" => (false, Some(FillRule::NonZero), false),
            b"f*" => (false, Some(FillRule::EvenOdd), false),
            b"B" => (true, Some(FillRule::NonZero), false),
            b"B*" => (true, Some(FillRule::EvenOdd), false),
            b"b" => (true, Some(FillRule::NonZero), true),
            b"b*" => (true, Some(FillRule::EvenOdd), true),
            _ => return false,
        };
        if close {
            self.path.close();
        }
        let before = self.page.rules.len();
        if !self.marks.hidden() {
            if let Some(rule) = fill {
                self.path.fill(&self.state, rule, &mut self.page.rules);
            }
            if stroke {
                self.path.stroke(&self.state, &mut self.page.rules);
            }
        }
        self.reader.library.budget.paint(self.page.rules.len().saturating_sub(before));
        if self.path.clips {
            // An empty clip path hides everything, but is more likely a path that was not understood.
            if let Some(bounds) = self.path.bounds() {
                self.state.clip = self.state.clip.intersect(bounds);
            }
        }
        self.path.clear();
        true
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
            b"gs" => self.ext_g_state(ops.name().and_then(|n| resources.get_ext_g_state(n))),
            b"g" => self.state.fill.set(Space::Additive, &[ops.number() as f32]),
            b"G" => self.state.stroke.set(Space::Additive, &[ops.number() as f32]),
            b"rg" => self.state.fill.set(Space::Additive, &ops.numbers::<3>().map(|n| n as f32)),
            b"RG" => self.state.stroke.set(Space::Additive, &ops.numbers::<3>().map(|n| n as f32)),
            b"k" => self.state.fill.set(Space::Subtractive, &ops.numbers::<4>().map(|n| n as f32)),
            b"K" => self.state.stroke.set(Space::Subtractive, &ops.numbers::<4>().map(|n| n as f32)),
            b"cs" | b"CS" => {
                let paint = if operator == b"cs" { &mut self.state.fill } else { &mut self.state.stroke };
                if let Some(name) = ops.name() {
                    paint.set_space(name, resources);
                }
            }
            b"sc" | b"scn" | b"SC" | b"SCN" => {
                let (values, count) = ops.components();
                let lower = operator.first() == Some(&b's');
                let paint = if lower { &mut self.state.fill } else { &mut self.state.stroke };
                paint.set_components(values.get(..count).unwrap_or_default());
            }
            b"Do" => {
                if let Some(object) = ops.name().and_then(|n| resources.get_x_object(n)) {
                    self.x_object(&object, resources);
                }
            }
            b"BI" => self.count_image(),
            b"BMC" => self.marks.begin(false, None, self.page.glyphs.len()),
            b"BDC" => {
                let tag = ops.name().map(|n| n.as_ref() == b"OC");
                let properties = ops.items.next();
                let layer = tag == Some(true);
                let hidden = match properties {
                    Some(Object::Name(name)) => layer && self.reader.layers.hides(&resources.properties, name),
                    _ => false,
                };
                let dict = match properties {
                    Some(Object::Dict(d)) => Some(d.clone()),
                    _ => None,
                };
                let actual = dict.and_then(|d| super::marked::actual_text(&d));
                self.marks.begin(hidden, actual, self.page.glyphs.len());
            }
            b"EMC" => self.marks.end(&mut self.page.glyphs),
            _ => {}
        }
    }

    fn show(&mut self, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return };
        let reader = &mut *self.reader;
        let start = self.page.glyphs.len();
        text::show(bytes, &mut self.state, &mut reader.fonts, &mut reader.library, &mut self.page.glyphs);
        if self.marks.hidden() {
            reader.layered = reader.layered.saturating_add(self.page.glyphs.len().saturating_sub(start));
            self.page.glyphs.truncate(start);
        }
    }

    fn show_array(&mut self, mut ops: Operands<'_, '_>) {
        let array = ops.items.find_map(|o| match o {
            Object::Array(a) => Some(a),
            _ => None,
        });
        let Some(array) = array else { return };
        for item in array.iter::<Object<'_>>() {
            match item {
                Object::String(s) => self.show(Some(s.as_bytes())),
                Object::Number(n) => text::adjust(n.as_f64(), &mut self.state, &self.reader.fonts),
                _ => {}
            }
            if self.reader.library.budget.stopped().is_some() {
                return;
            }
        }
    }

    fn ext_g_state(&mut self, dict: Option<Dict<'a>>) {
        let Some(dict) = dict else { return };
        if let Some(width) = dict.get::<f32>("LW") {
            self.state.line_width = f64::from(width);
        }
        if let Some(alpha) = dict.get::<f32>("ca") {
            self.state.fill.alpha = alpha;
        }
        if let Some(alpha) = dict.get::<f32>("CA") {
            self.state.stroke.alpha = alpha;
        }
        if let Some(font) = dict.get::<Array<'a>>("Font") {
            let mut items = font.flex_iter();
            if let (Some(font), Some(size)) = (items.next::<Dict<'a>>(), items.next::<f32>()) {
                self.state.text.font = self.reader.font_of(&font);
                self.state.text.size = f64::from(size);
            }
        }
    }

    fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>) {
        let dict = object.dict();
        if self.reader.layers.hides(dict, b"OC") {
            return;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.count_image(),
            Some(b"PS") => {}
            _ => {
                self.form(object, resources, Affine::IDENTITY);
            }
        }
    }

    fn count_image(&mut self) {
        if !self.marks.hidden() {
            self.page.images = self.page.images.saturating_add(1);
        }
    }

    /// Runs a form XObject (ISO 32000-1, 8.10), placed by `placement` before its own matrix.
    pub(super) fn form(&mut self, form: &Stream<'a>, resources: &Resources<'a>, placement: Affine) {
        let id = form.obj_id();
        if self.depth >= MAX_FORM_DEPTH || self.active.contains(&id) || !self.reader.library.budget.work(FORM_WORK) {
            return;
        }
        let Some(data) = super::stream::decode(form, &mut self.reader.library.budget) else { return };
        let dict = form.dict();
        let matrix = dict.get::<[f32; 6]>("Matrix").map_or(Affine::IDENTITY, |m| Affine::new(m.map(f64::from)));
        let outer = self.state.clone();
        let saved = std::mem::take(&mut self.saved);
        let unsaved = std::mem::take(&mut self.unsaved);
        let marks = self.marks.nest();
        self.state.ctm *= placement * matrix;
        if let Some(b) = dict.get::<hayro_syntax::object::Rect>("BBox") {
            let area = self.state.ctm.transform_rect_bbox(Rect::new(b.x0, b.y0, b.x1, b.y1));
            self.state.clip = self.state.clip.intersect(area);
        }
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        self.active.push(id);
        self.depth += 1;
        self.run(&data, own.as_ref().unwrap_or(resources));
        self.depth -= 1;
        self.active.pop();
        self.path.clear();
        self.marks = marks;
        self.unsaved = unsaved;
        self.saved = saved;
        self.state = outer;
    }
}

impl<'a> Reader<'a> {
    fn font(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> Option<usize> {
        let dict = resources.get_font(name)?;
        self.font_of(&dict)
    }

    fn font_of(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let place = dict.data().as_ptr() as usize;
        if let Some(index) = self.font_indices.get(&place) {
            return *index;
        }
        let index = Font::read(dict, &mut self.library).map(|font| {
            self.fonts.push(font);
            self.fonts.len() - 1
        });
        self.font_indices.insert(place, index);
        index
    }
}
