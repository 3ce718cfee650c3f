//! AbbreviatedData, the notation of paths (GB/T 33190-2016, 9.1).

use kurbo::Affine;

use super::values;
use crate::read::paged::path::Path;

/// The path that the data draw, by `matrix` in the coordinates where it is painted. It ends where the data make no sense.
pub(super) fn parse(data: &str, matrix: &Affine) -> Path {
    let mut path = Path::default();
    let mut words = values::words(data).peekable();
    // The operator goes on for further operands, as in SVG: some programs write `L` once for many points.
    let mut operator = "";
    while let Some(word) = words.peek() {
        if values::number(word).is_none() {
            operator = words.next().unwrap_or_default();
        }
        // Operands of each; the last two are the point that it leads to.
        let count = match operator {
            "S" | "M" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            "C" => {
                path.close();
                operator = "";
                continue;
            }
            _ => break,
        };
        let mut operands = [0.0; 7];
        for slot in operands.iter_mut().take(count) {
            let Some(number) = words.next().and_then(values::number) else { return path };
            *slot = number;
        }
        let [a, b, c, d, e, f, g] = operands;
        match operator {
            "S" | "M" => path.move_to(matrix, a, b),
            "L" => path.line_to(matrix, a, b),
            "Q" => path.curve_to(matrix, c, d),
            "B" => path.curve_to(matrix, e, f),
            _ => path.curve_to(matrix, f, g),
        }
    }
    path
}
