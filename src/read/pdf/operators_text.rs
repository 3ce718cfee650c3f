//! Text operators: state (ISO 32000-1, 9.3), positioning and showing (9.4).

use hayro_syntax::object::Object;
use hayro_syntax::page::Resources;
use kurbo::Affine;

use super::interpret::Interpreter;
use super::operands::Operands;
use super::text;

impl<'a> Interpreter<'_, 'a> {
    /// Text state and text-showing operators; `false` if the operator is another.
    pub(super) fn text_operator(
        &mut self,
        operator: &[u8],
        mut ops: Operands<'_, '_>,
        resources: &Resources<'a>,
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
                text.font = self.reader.font(name, resources);
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

    fn show(&mut self, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else { return };
        let reader = &mut *self.reader;
        let start = self.canvas.shown();
        text::show(bytes, &mut self.state, &mut reader.fonts, &mut reader.library, self.canvas.glyphs());
        if !self.state.text_is_visible() {
            self.canvas.whiten(start);
        }
        if self.marks.hidden() {
            reader.layered = reader.layered.saturating_add(self.canvas.shown().saturating_sub(start));
            self.canvas.glyphs().truncate(start);
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
}
