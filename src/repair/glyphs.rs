//! Glyph numbers of fonts whose licence allows to list them (`glyphs.tsv`, made by `scripts/glyph-orders`).

/// Which character each glyph of a font shows.
#[derive(Clone, Debug, Default)]
pub struct GlyphTable {
    /// Name of the typeface.
    pub font: String,
    /// Glyph number and character, in no particular order; one character a glyph.
    pub glyphs: Vec<(u32, char)>,
}

/// The tables that come with the program.
pub fn shipped() -> Vec<GlyphTable> {
    let mut tables: Vec<GlyphTable> = Vec::new();
    for row in crate::text::table(include_str!("glyphs.tsv")) {
        let at = |i| crate::text::field(&row, i);
        let code = at(2).strip_prefix("U+").and_then(|c| u32::from_str_radix(c, 16).ok());
        let (Ok(mut glyph), Some(mut code)) = (at(1).parse::<u32>(), code) else { continue };
        if tables.last().is_none_or(|t| t.font != at(0)) {
            tables.push(GlyphTable { font: at(0).into(), glyphs: Vec::new() });
        }
        let Some(table) = tables.last_mut() else { continue };
        table.glyphs.extend(char::from_u32(code).map(|c| (glyph, c)));
        for step in at(3).chars() {
            code += 1;
            if let Some(step) = step.to_digit(36) {
                glyph += step;
                table.glyphs.extend(char::from_u32(code).map(|c| (glyph, c)));
            }
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_glyph_of_a_font_shows_two_characters() {
        for table in shipped() {
            let mut glyphs: Vec<u32> = table.glyphs.iter().map(|(g, _)| *g).collect();
            let count = glyphs.len();
            glyphs.sort_unstable();
            glyphs.dedup();
            assert_eq!(glyphs.len(), count, "{}", table.font);
            assert!(count > 20_000, "{}", table.font);
        }
    }
}
