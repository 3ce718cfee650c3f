//! Prints the text that pdf-extract finds in a PDF.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: baseline FILE.pdf")?;
    println!("{}", pdf_extract::extract_text(path)?);
    Ok(())
}
