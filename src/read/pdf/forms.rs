//! External objects: images, which are kept as they are, and forms, which are content streams of their own. Each is read
//! once, however often it is painted.

use std::rc::Rc;

use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Rect as PdfRect, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Rect};

use super::interpret::{Interpreter, Reader};
use crate::model::content::{ImageData, ImageEncoding, ImagePlace};
use crate::read::paged::budget::Budget;

/// Forms inside forms inside forms: no producer goes deeper than four.
const MAX_FORM_DEPTH: usize = 16;
/// What calling a form costs in operators, so that empty forms cannot be called for ever.
const FORM_WORK: u64 = 50;
/// So many bytes of content cost at least as much as an operator, whatever they are.
const BYTES_OF_WORK: usize = 32;
/// Unpacked forms that are kept, in bytes; those beyond are unpacked anew each time.
const KEPT: usize = 16 << 20;

/// What a name of an external object stands for.
#[derive(Clone)]
pub(super) enum XObject<'a> {
    Image(ImageData),
    Form(Rc<Form<'a>>),
    /// Something on a hidden layer, or nothing that can be painted.
    Nothing,
}

/// A form, read.
pub(super) struct Form<'a> {
    stream: Stream<'a>,
    content: Option<Vec<u8>>,
    matrix: Affine,
    bbox: Option<Rect>,
    resources: Option<Resources<'a>>,
}

impl<'a> Form<'a> {
    fn read(stream: &Stream<'a>) -> Form<'a> {
        let dict = stream.dict();
        Form {
            stream: stream.clone(),
            content: None,
            matrix: dict.get::<[f32; 6]>("Matrix").map_or(Affine::IDENTITY, |m| Affine::new(m.map(f64::from))),
            bbox: dict.get::<PdfRect>("BBox").map(|b| Rect::new(b.x0, b.y0, b.x1, b.y1)),
            resources: dict.get::<Dict<'a>>("Resources").map(Resources::new),
        }
    }
}

impl<'a> Reader<'a> {
    /// What an external object is, read at its first use.
    fn x_object(&mut self, name: &Name<'_>, resources: &Resources<'a>) -> XObject<'a> {
        // Streams are objects of their own (ISO 32000-1, 7.3.8).
        let Some(id) = resources.x_objects.get_ref(name.as_ref()).map(ObjectIdentifier::from) else {
            return XObject::Nothing;
        };
        if let Some(known) = self.x_objects.get(&id) {
            return known.clone();
        }
        let object = resources.get_x_object(name).map_or(XObject::Nothing, |stream| self.read_x_object(&stream));
        self.x_objects.insert(id, object.clone());
        object
    }

    fn read_x_object(&mut self, stream: &Stream<'a>) -> XObject<'a> {
        let dict = stream.dict();
        if self.layers.hides(dict, b"OC") {
            return XObject::Nothing;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => XObject::Image(image_data(stream, Some(stream.obj_id()))),
            Some(b"PS") => XObject::Nothing,
            _ => XObject::Form(self.read_form(stream)),
        }
    }

    fn read_form(&mut self, stream: &Stream<'a>) -> Rc<Form<'a>> {
        let mut form = Form::read(stream);
        if self.kept < KEPT {
            form.content = unpacked(stream, &mut self.library.budget);
            self.kept = self.kept.saturating_add(form.content.as_ref().map_or(0, Vec::len));
        }
        Rc::new(form)
    }

    /// The form of an appearance stream.
    pub(super) fn appearance(&mut self, stream: &Stream<'a>) -> Rc<Form<'a>> {
        let id = stream.obj_id();
        if let Some(XObject::Form(form)) = self.x_objects.get(&id) {
            return Rc::clone(form);
        }
        let form = self.read_form(stream);
        // What an annotation shows is not asked for its layer.
        if !self.layers.hides(stream.dict(), b"OC") {
            self.x_objects.insert(id, XObject::Form(Rc::clone(&form)));
        }
        form
    }
}

fn unpacked(stream: &Stream<'_>, budget: &mut Budget) -> Option<Vec<u8>> {
    budget.work((stream.raw_data().len() / BYTES_OF_WORK) as u64);
    super::stream::decode(stream, budget).map(|data| data.into_owned())
}

fn image_data(image: &Stream<'_>, object: Option<ObjectIdentifier>) -> ImageData {
    let dict = image.dict();
    let length = |long: &[u8], short: &[u8]| dict.get::<u32>(long).or_else(|| dict.get::<u32>(short));
    let size = length(b"Width", b"W").zip(length(b"Height", b"H"));
    let encoding = match image.filters().last() {
        Some(Filter::DctDecode) => ImageEncoding::Jpeg,
        Some(Filter::JpxDecode) => ImageEncoding::Jpeg2000,
        Some(Filter::Jbig2Decode) => ImageEncoding::Jbig2,
        Some(Filter::CcittFaxDecode) => ImageEncoding::Fax,
        _ => ImageEncoding::Samples,
    };
    let place = object.map_or(ImagePlace::Inline, |id| ImagePlace::Object(id.obj_number, id.gen_number));
    ImageData { encoding, size, place }
}

impl<'a> Interpreter<'_, 'a> {
    /// `Do`.
    pub(super) fn x_object(&mut self, name: &Name<'_>, resources: &Resources<'a>) {
        match self.reader.x_object(name, resources) {
            XObject::Image(image) => self.paint_image(image),
            XObject::Form(form) => self.form(&form, resources, Affine::IDENTITY),
            XObject::Nothing => {}
        }
    }

    /// `BI` with what it ends with: an image that is written among the operators (8.9.7).
    pub(super) fn inline_image(&mut self, image: Option<&Object<'_>>) {
        self.paint_image(match image {
            Some(Object::Stream(image)) => image_data(image, None),
            _ => ImageData { encoding: ImageEncoding::Other, size: None, place: ImagePlace::Inline },
        });
    }

    fn paint_image(&mut self, data: ImageData) {
        if !self.marks.hidden() {
            // An image fills the unit square (8.9.3).
            let area = self.state.ctm.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0)).intersect(self.state.clip);
            self.canvas.image(area, data, &mut self.reader.library.budget);
        }
    }

    /// Runs a form XObject (ISO 32000-1, 8.10), placed by `placement` before its own matrix.
    pub(super) fn form(&mut self, form: &Form<'a>, resources: &Resources<'a>, placement: Affine) {
        let id = form.stream.obj_id();
        let budget = &mut self.reader.library.budget;
        if self.depth >= MAX_FORM_DEPTH || self.active.contains(&id) || !budget.work(FORM_WORK) {
            return;
        }
        let anew = if form.content.is_none() { unpacked(&form.stream, budget) } else { None };
        let Some(content) = form.content.as_ref().or(anew.as_ref()) else { return };
        budget.work((content.len() / BYTES_OF_WORK) as u64);
        let outer = self.state.clone();
        let saved = std::mem::take(&mut self.saved);
        let unsaved = std::mem::take(&mut self.unsaved);
        let marks = self.marks.nest();
        self.state.ctm *= placement * form.matrix;
        if let Some(bbox) = form.bbox {
            self.state.clip = self.state.clip.intersect(self.state.ctm.transform_rect_bbox(bbox));
        }
        self.active.push(id);
        self.depth += 1;
        self.run(content, form.resources.as_ref().unwrap_or(resources));
        self.depth -= 1;
        self.active.pop();
        self.path.clear();
        self.marks = marks;
        self.unsaved = unsaved;
        self.saved = saved;
        self.state = outer;
    }
}
