//! External objects: images, which are kept as they are, and forms, which are content streams of their own.

use hayro_syntax::Filter;
use hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use kurbo::{Affine, Rect};

use super::interpret::Interpreter;
use crate::model::content::{ImageData, ImageEncoding, ImagePlace};

/// Forms inside forms inside forms: no producer goes deeper than four.
const MAX_FORM_DEPTH: usize = 16;
/// What calling a form costs in operators, so that empty forms cannot be called for ever.
const FORM_WORK: u64 = 50;

impl<'a> Interpreter<'_, 'a> {
    /// `Do`.
    pub(super) fn x_object(&mut self, object: &Stream<'a>, resources: &Resources<'a>) {
        let dict = object.dict();
        if self.reader.layers.hides(dict, b"OC") {
            return;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => self.image(object, Some(object.obj_id())),
            Some(b"PS") => {}
            _ => {
                self.form(object, resources, Affine::IDENTITY);
            }
        }
    }

    /// `BI` with what it ends with: an image that is written among the operators (8.9.7).
    pub(super) fn inline_image(&mut self, image: Option<&Object<'_>>) {
        match image {
            Some(Object::Stream(image)) => self.image(image, None),
            _ => self.paint_image(ImageData { encoding: ImageEncoding::Other, size: None, place: ImagePlace::Inline }),
        }
    }

    fn image(&mut self, image: &Stream<'_>, object: Option<ObjectIdentifier>) {
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
        self.paint_image(ImageData { encoding, size, place });
    }

    fn paint_image(&mut self, data: ImageData) {
        if !self.marks.hidden() {
            // An image fills the unit square (8.9.3).
            let area = self.state.ctm.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0)).intersect(self.state.clip);
            self.canvas.image(area, data, &mut self.reader.library.budget);
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
