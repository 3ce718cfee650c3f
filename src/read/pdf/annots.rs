//! Annotations (ISO 32000-1, 12.5): form fields, stamps and typed notes are painted by appearance streams.

use hayro_syntax::object::{Array, Dict, Name, Object, Rect as PdfRect, Stream};
use hayro_syntax::page::{Page, Resources};
use kurbo::{Affine, Rect};

use super::interpret::Interpreter;
use crate::read::paged::budget::Budget;

/// More annotations than this are no part of a report.
const MAX_ANNOTATIONS: usize = 10_000;

/// What looking at an annotation costs in operators, beside its size.
const ANNOTATION_WORK: u64 = 20;
/// So many bytes of a dictionary cost as much as an operator.
const BYTES_OF_WORK: u64 = 4;

/// Runs the normal appearances of a page's visible annotations.
pub(super) fn run<'a>(page: &Page<'a>, interpreter: &mut Interpreter<'_, 'a>) {
    let Some(annotations) = page.raw().get::<Array<'a>>("Annots") else { return };
    for annotation in annotations.iter::<Dict<'a>>().take(MAX_ANNOTATIONS) {
        // A page may name one dictionary, of any size, again and again.
        if !interpreter.reader.library.budget.work(ANNOTATION_WORK + annotation.data().len() as u64 / BYTES_OF_WORK) {
            return;
        }
        // Hidden (bit 2) or not to be viewed (bit 6).
        let hidden = annotation.get::<i32>("F").is_some_and(|f| f & (2 | 32) != 0);
        let subtype = annotation.get::<Name<'_>>("Subtype");
        if hidden
            || interpreter.reader.layers.hides(&annotation, b"OC")
            || matches!(subtype.as_deref(), Some(b"Popup" | b"Link"))
        {
            continue;
        }
        let before = interpreter.canvas.shown();
        if let Some(appearance) = appearance(&annotation, &mut interpreter.reader.library.budget)
            && let Some(rect) = annotation.get::<PdfRect>("Rect")
        {
            let placement = placement(&appearance, rect);
            let appearance = interpreter.reader.appearance(&appearance);
            interpreter.form(&appearance, &Resources::new(Dict::empty()), placement);
        }
        // Without an appearance, or with an empty one that the viewer is to renew.
        if interpreter.canvas.shown() == before
            && let Some(text) = super::fields::text_of(&annotation)
            && interpreter.reader.library.budget.paint(text.len())
        {
            let ctm = interpreter.state.ctm;
            super::fields::lay_out(&annotation, &text, ctm, interpreter.canvas.glyphs());
        }
    }
}

/// The normal appearance; of several states (a check box) the current one.
fn appearance<'a>(annotation: &Dict<'a>, budget: &mut Budget) -> Option<Stream<'a>> {
    let appearances = annotation.get::<Dict<'a>>("AP")?;
    budget.work(appearances.data().len() as u64 / BYTES_OF_WORK);
    match appearances.get::<Object<'a>>("N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dict(states) => states.get::<Stream<'a>>(annotation.get::<Name<'_>>("AS")?.as_ref()),
        _ => None,
    }
}

/// Moves and scales the appearance's box onto the annotation's rectangle (12.5.5, algorithm 8.1).
fn placement(appearance: &Stream<'_>, rect: PdfRect) -> Affine {
    let dict = appearance.dict();
    let matrix = dict.get::<[f32; 6]>("Matrix").map_or(Affine::IDENTITY, |m| Affine::new(m.map(f64::from)));
    let Some(b) = dict.get::<PdfRect>("BBox") else { return Affine::translate((rect.x0, rect.y0)) };
    let area = matrix.transform_rect_bbox(Rect::new(b.x0, b.y0, b.x1, b.y1));
    if area.width() <= 0.0 || area.height() <= 0.0 {
        return Affine::translate((rect.x0, rect.y0));
    }
    let (sx, sy) = (rect.width() / area.width(), rect.height() / area.height());
    Affine::new([sx, 0.0, 0.0, sy, rect.x0 - area.x0 * sx, rect.y0 - area.y0 * sy])
}
